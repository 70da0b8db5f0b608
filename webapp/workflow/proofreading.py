"""Publishing what was read and nothing else: the proof of what would go out (R1, R12)."""

import hashlib

from webapp.messages import N_
from webapp.models import Plan, canonical
from webapp.workflow.refusals import WrongState


def proof(plan: Plan) -> str:
    """SHA-256, in hexadecimal, of all that publishing the plan's draft would make public.

    The edition with its changes, the window, the channels and the documents; empty without a draft.
    """
    draft, consultation = plan.draft_edition, plan.consultation
    if draft is None:
        return ""
    shown = {
        "edition": draft.content(),
        "window": consultation and [str(consultation.opens_at), str(consultation.closes_at)],
        "channels": [[each.channel.value, each.details] for each in consultation.channels]
        if consultation
        else [],
        "documents": [document.id for document in plan.listed_documents],
    }
    return hashlib.sha256(canonical(shown).encode()).hexdigest()


def require_proof(plan: Plan, read: str | None) -> None:
    """Raise WrongState when the draft is no longer the one whose proof was read; None asks not."""
    if read is not None and read != proof(plan):
        raise WrongState(
            N_("Something was changed after you opened this page. Check it as it stands now.")
        )
