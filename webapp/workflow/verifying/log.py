"""The log itself: its chain, and what it noted on some rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from webapp.messages import N_
from webapp.models import GENESIS, Event
from webapp.workflow.verifying.fault import Fault

_BATCH = 1000


def chain(checkpoint: tuple[int, str] | None) -> int:
    """How many entries there are, each sealed with the one before; the log passes through the
    checkpoint. Raises Fault."""
    previous, count = GENESIS, 0
    for count, event in enumerate(_entries(), start=1):
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


def _entries() -> Iterator[Event]:
    query = Event.select().order_by(Event.position).limit(_BATCH)
    batch = list(query)
    while batch:
        yield from batch
        batch = list(query.where(Event.position > batch[-1].position))


def noted(*verbs: str) -> dict[str, list[Event]]:
    """Every entry of some verbs by what it was done to, oldest first. Not for verbs on
    observations: those are too many."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in Event.select().where(Event.verb.in_(verbs)).order_by(Event.position):
        found[event.subject].append(event)
    return found


def last(entries: Sequence[Event] | None, *verbs: str) -> Event | None:
    """The newest of some entries, of all verbs or of these."""
    some = [each for each in entries or () if not verbs or each.verb in verbs]
    return some[-1] if some else None
