"""What the entity says of itself, its catalogues, who may do what, the meetings that were held."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from webapp.models import Entity, Event, Meeting, Plan, Staff, Table, canonical
from webapp.models.base import digest
from webapp.models.event import name_of
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.beginning import CATALOGUES, key_digest, office, stand
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import last, noted


def _beginning() -> dict[str, Any]:
    """What the log noted before any act."""
    entries = [entry for some in noted(Verb.RECORD_BEGUN).values() for entry in some]
    return dict(entries[0].details) if entries else {}


# --- the entity -----------------------------------------------------------------------------------


def entity() -> Iterator[Checked]:
    """The entity, saying of itself what was last written on the desk, with the key it began with;
    the log says how it began."""
    stored = Entity.current()
    events = noted(Verb.ENTITY_UPDATED, Verb.ENTITY_LINKS_SET, Verb.ENTITY_SECOND_FACTOR_REQUIRED)
    yield Checked("entities", stored, _of_entity(stored, events.get(name_of(stored), [])))
    yield Checked("", stored, _of_beginning(stored))


def _of_entity(stored: Entity, entries: Sequence[Event]) -> Iterator[Fault]:
    logged: dict[str, Any] = dict(_beginning().get("entity", {}))
    for event in entries:
        after = event.details["after"]
        if event.verb == Verb.ENTITY_UPDATED:
            logged |= after
        elif event.verb == Verb.ENTITY_LINKS_SET:
            logged["participation_links"] = after
        else:
            logged["requires_second_factor"] = after
    if any(getattr(stored, name) != value for name, value in logged.items()):
        yield Fault(N_("What the entity says of itself is not what the log says."))


def _of_beginning(stored: Entity) -> Iterator[Fault]:
    begun = _beginning()
    if not begun:
        yield Fault(N_("The log does not say how the entity stood before any act."))
    elif begun["tracking_key"] != key_digest(stored):
        yield Fault(N_("The key of the tracking codes is not the one that the log noted."))


# --- catalogues -----------------------------------------------------------------------------------


def catalogues() -> Iterator[Checked]:
    """Every area, value group and territory, as it was last saved or stood at the beginning."""
    begun = _beginning().get("catalogues", {})
    saved = noted(Verb.CATALOGUE_SAVED)
    for table in CATALOGUES:
        for row in readable(table.select()):
            name = name_of(row)
            first = begun.pop(name, None)
            yield Checked("catalogues", row, _of_entry(row, saved.pop(name, []), first))
    for name in sorted({*begun, *saved}):
        yield Checked("catalogues", name, [_not_saved_so(name)])


def _of_entry(
    row: Table, entries: Sequence[Event], first: Mapping[str, Any] | None
) -> Iterator[Fault]:
    logged = entries[-1].details["after"] if entries else first
    stands = stand(row)
    names = [name for name in stands if logged and name in logged]
    if logged is None or any(canonical(logged[name]) != canonical(stands[name]) for name in names):
        yield _not_saved_so(name_of(row))


def _not_saved_so(name: str) -> Fault:
    return Fault(N_("The entry %(name)s of a catalogue is not what the log says."), name=name)


# --- accounts -------------------------------------------------------------------------------------


def accounts() -> Iterator[Checked]:
    """Every account, made by an act, with the roles and area it was given and open unless it was
    closed; and those that are gone."""
    begun = _beginning().get("accounts", {})
    events = noted(
        Verb.STAFF_ADDED, Verb.STAFF_CHANGED, Verb.STAFF_DEACTIVATED, Verb.STAFF_REACTIVATED
    )
    for person in readable(Staff.select()):
        name = name_of(person)
        first = begun.pop(name, None)
        yield Checked("accounts", person, _of_account(person, events.pop(name, []), first))
    for name in sorted({*begun, *events}):
        yield Checked("accounts", name, [_not_given_so(name)])


def _of_account(
    person: Staff, entries: Sequence[Event], first: Mapping[str, Any] | None
) -> Iterator[Fault]:
    logged = dict(first or {})
    given = last(entries, Verb.STAFF_ADDED, Verb.STAFF_CHANGED)
    if given:
        logged |= given.details.get("after", given.details)
        moved = last(entries, Verb.STAFF_DEACTIVATED, Verb.STAFF_REACTIVATED)
        logged["active"] = moved is None or moved.verb == Verb.STAFF_REACTIVATED
    elif moved := last(entries):
        logged["active"] = moved.verb == Verb.STAFF_REACTIVATED
    stands = office(person)
    if not logged or any(stands[name] != logged[name] for name in stands if name in logged):
        yield _not_given_so(name_of(person))


def _not_given_so(name: str) -> Fault:
    return Fault(
        N_("What account %(number)s may do is not what the log says."),
        number=name.partition(":")[2],
    )


# --- meetings -------------------------------------------------------------------------------------


def meetings() -> Iterator[Checked]:
    """Every meeting that was noted, as it was last written."""
    events = noted(Verb.MEETING_SAVED, Verb.MEETING_MOVED)
    for meeting in readable(Meeting.select(Meeting, Plan).join(Plan)):
        entry = last(events.pop(name_of(meeting), None))
        yield Checked("meetings", meeting, _of_meeting(meeting, entry))
    for subject in events:
        gone = Fault(N_("A meeting that the log noted is missing."))
        yield Checked("meetings", subject, [gone])


def _of_meeting(meeting: Meeting, entry: Event | None) -> Iterator[Fault]:
    """Older entries note nothing of the minutes."""
    stands = meeting.details() | {"minutes_digest": digest(meeting.minutes)}
    is_elsewhere = entry is not None and entry.plan_id != meeting.plan.id
    if (
        entry is None
        or is_elsewhere
        or any(entry.details.get(name, each) != each for name, each in stands.items())
    ):
        yield Fault(
            N_("Meeting “%(title)s” on %(plan)s is not what the log says."),
            title=meeting.title,
            plan=meeting.plan.slug,
        )
