"""Recomputing what the record claims: the event chain, the editions' digests, the numbering."""

import hashlib
import json
from collections.abc import Iterator

from webapp.messages import N_
from webapp.models import GENESIS, Comment, Edition, Event, FilingSequence, canonical
from webapp.workflow.refusals import Refused


class Fault(Refused):
    """The record is not what it claims to be."""


def verify(checkpoint: tuple[int, str] | None = None) -> dict[str, int]:
    """Recompute everything; give how many of each were sound.

    `checkpoint` is a size and head of the log noted earlier, as a receipt has them: the log must
    still pass through it. Raises Fault at the first fault.
    """
    return {
        "events": _chain(checkpoint),
        "editions": _editions(),
        "comments": _comments(),
    }


def read_checkpoint(text: str) -> tuple[int, str]:
    """A size and a head of the log, from the JSON that the public record serves.

    Raises ValueError when it is something else.
    """
    try:
        noted = json.loads(text)
        return int(noted["size"]), str(noted["head"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("the checkpoint is not a JSON object with `size` and `head`") from None


def _chain(checkpoint: tuple[int, str] | None) -> int:
    previous, count = GENESIS, 0
    for count, event in enumerate(Event.select().order_by(Event.position).iterator(), start=1):
        if (
            event.position != count
            or event.previous != previous
            or event.seal != event.computed_seal()
        ):
            raise Fault(N_("The log is broken at entry %(position)s."), position=count)
        if checkpoint and checkpoint[0] == count and checkpoint[1] != event.seal:
            raise Fault(N_("The log does not pass through the checkpoint %(size)s."), size=count)
        previous = event.seal
    if checkpoint and checkpoint[0] > count:
        raise Fault(N_("The log is shorter than the checkpoint %(size)s."), size=checkpoint[0])
    return count


def _editions() -> int:
    published = Edition.select().where(Edition.published_at.is_null(False))
    for edition in published:
        if edition.digest != edition.computed_digest():
            raise Fault(
                N_("Edition %(number)s of %(plan)s is not what was published."),
                number=edition.number,
                plan=edition.plan.slug,
            )
    return len(published)


def _comments() -> int:
    count = 0
    for expected, comment in _numbered():
        count += 1
        if comment is None or comment.filing_number.rpartition("-")[2] != f"{expected:06d}":
            raise Fault(N_("The filing number %(number)s is missing."), number=expected)
        content = hashlib.sha256(canonical(comment.filed_content()).encode()).hexdigest()
        if content != comment.content_digest:
            raise Fault(
                N_("Observation %(number)s is not what was filed."), number=comment.filing_number
            )
    return count


def _numbered() -> Iterator[tuple[int, Comment | None]]:
    for sequence in FilingSequence.select().order_by(FilingSequence.year):
        filed = (
            Comment.select()
            .where(Comment.filing_number.contains(f"-{sequence.year}-"))
            .order_by(Comment.id)
            .iterator()
        )
        for expected in range(1, sequence.last + 1):
            yield expected, next(iter(filed), None)
