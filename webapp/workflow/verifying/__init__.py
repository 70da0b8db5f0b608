"""Recomputing what the record claims, from the log and from the rows themselves.

Recomputed are: the seals of the log; of published editions the digest, the summary as the page
shows it and the differences; documents with their bytes; the dates, extensions and channels of
rounds, cancellations and closed actions; of observations the numbering, what was filed, by whom,
what is shown and why; answers, their approval and their parts; reports, internal reports and
publicity; the entity, accounts and meetings where the log has them; the totals and the search
index. The README says the same, and what is not covered. Entries made before the log noted as much
as it does now are held to what they noted.
"""

import json

from webapp.workflow import indexing, tallying
from webapp.workflow.verifying import house, papers, plans
from webapp.workflow.verifying.comments import comments
from webapp.workflow.verifying.fault import Fault
from webapp.workflow.verifying.log import chain

__all__ = ["Fault", "read_checkpoint", "verify"]


def verify(checkpoint: tuple[int, str] | None = None) -> dict[str, int]:
    """Recompute everything; give how many of each were sound.

    `checkpoint` is a size and head of the log noted earlier, as a receipt has them: the log must
    still pass through it. Raises Fault at the first fault.
    """
    sound = {
        "events": chain(checkpoint),
        "editions": plans.editions(),
        "documents": plans.documents(),
        "rounds": plans.rounds(),
        "actions": plans.actions(),
        **comments(),
        "totals": tallying.compare(),
        "search": indexing.compare(),
        "reports": papers.reports(),
        "internal_reports": papers.internal_reports(),
        "publicity": papers.publicity(),
        "accounts": house.staff(),
        "meetings": house.meetings(),
    }
    house.entity()
    return sound


def read_checkpoint(text: str) -> tuple[int, str]:
    """A size and a head of the log, from the JSON that the public record serves.

    Raises ValueError when it is something else.
    """
    try:
        noted = json.loads(text)
        return int(noted["size"]), str(noted["head"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the checkpoint is not a JSON object with `size` and `head`") from None
