"""Publishing what was read and nothing else: the proof of what would go out (R1, R12)."""

from typing import Any

from webapp.models import Consultation, Document, Plan, ReceiptChannel
from webapp.models.base import digest
from webapp.models.edition_content import content_of
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import WrongState


def proof(plan: Plan) -> str:
    """SHA-256, in hexadecimal, of what publishing the plan's draft would make public.

    The edition with its changes, the window, the channels and the documents; empty without a draft.
    """
    draft, consultation = plan.draft_edition, plan.consultation
    if draft is None:
        return ""
    return digest(
        {
            "edition": content_of(draft),
            "round": consultation and _content(consultation),
            "documents": [document.id for document in Document.listed(plan)],
        }
    )


def _content(consultation: Consultation) -> dict[str, Any]:
    channels = consultation.channels.order_by(ReceiptChannel.id)
    return {
        **consultation.window(),
        "channels": [[each.channel, each.details] for each in channels],
    }


def require_proof(plan: Plan, read: str | None) -> None:
    """Raise WrongState when the draft is no longer the one whose proof was read; None asks not."""
    if read is not None and read != proof(plan):
        raise WrongState(
            N_("Something was changed after you opened this page. Check it as it stands now.")
        )
