"""The log itself: its chain, and what it noted on some rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from webapp.models import GENESIS, Correction, Event
from webapp.models.base import tuples
from webapp.vocabulary import CorrectionKind, CorrectionState
from webapp.vocabulary.messages import N_
from webapp.workflow.acts import CLOCK_TOLERANCE
from webapp.workflow.verifying.findings import Checked, Fault, Remark
from webapp.workflow.verifying.legible import readable

_BATCH = 1000

Digests = Mapping[str, str]
"""Digests by the log's name of the row that each is of."""


def chain(checkpoint: tuple[int, str] | None) -> Iterator[Checked]:
    """Every entry, each sealed with the one before; the log passes through the checkpoint."""
    before: Event | None = None
    count = 0
    digests = since_erasing()
    for event in _entries():
        yield Checked("events", event, _broken(event, count + 1, before, digests))
        before, count = event, event.position
        if checkpoint and checkpoint[0] == count and checkpoint[1] != event.seal:
            away = N_("The log does not pass through the checkpoint %(size)s.")
            yield Checked("events", event, [Fault(away, size=count)])
    if checkpoint and checkpoint[0] > count:
        short = N_("The log is shorter than the checkpoint %(size)s.")
        yield Checked("events", "checkpoint", [Fault(short, size=checkpoint[0])])


def _broken(event: Event, position: int, before: Event | None, digests: Digests) -> Iterator[Fault]:
    if (
        event.position != position
        or event.previous != (before.seal if before else GENESIS)
        or digests.get(f"event:{event.position}", event.seal) != event.computed_seal()
    ):
        yield Fault(N_("The log is broken at entry %(position)s."), position=position)
    if before and event.at < before.at - CLOCK_TOLERANCE:
        back = N_(
            "Entry %(position)s has an earlier hour than the one before: the clock went back."
        )
        yield Remark(back, position=position)


def _entries() -> Iterator[Event]:
    """Those that can be read: what is left out breaks the chain. By the id, which grows as the
    position does."""
    query = Event.select().order_by(Event.id)
    ids = Event.select(Event.id).order_by(Event.id)
    after = 0
    while some := [number for (number,) in tuples(ids.where(Event.id > after).limit(_BATCH))]:
        after = some[-1]
        yield from readable(query.where(Event.id.between(some[0], after)))


def since_erasing() -> Digests:
    """The digests of what rows say since words of them were erased, by the log's name of each row:
    those that were published, and the seals of entries, are of what they said before. Each is held
    against the log with the correction that has it."""
    made = Correction.select().where(
        Correction.kind == CorrectionKind.WORDS_ERASED,
        Correction.state == CorrectionState.APPROVED,
    )
    found: dict[str, str] = {}
    for each in readable(made.order_by(Correction.decided_at, Correction.id)):
        digests = each.before.get("digests") if isinstance(each.before, dict) else None
        found |= digests if isinstance(digests, dict) else {}
    return found


def noted(*verbs: str) -> dict[str, list[Event]]:
    """Every entry of some verbs by what it was done to, oldest first. Not for verbs on
    observations: those are too many."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in readable(Event.select().where(Event.verb.in_(verbs)).order_by(Event.position)):
        found[event.subject].append(event)
    return found


def last(entries: Sequence[Event] | None, *verbs: str) -> Event | None:
    """The newest of some entries, of all verbs or of these."""
    some = [each for each in entries or () if not verbs or each.verb in verbs]
    return some[-1] if some else None
