"""What the entity says of itself, who may do what, and the meetings that were held."""

from collections.abc import Iterator, Sequence
from typing import Any

from webapp.messages import N_
from webapp.models import Entity, Event, Meeting, Plan, Staff
from webapp.workflow.record import name_of
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable
from webapp.workflow.verifying.log import last, noted


def entity() -> Iterator[Checked]:
    """The entity, saying of itself what was last written on the desk."""
    held = Entity.current()
    events = noted("entity.updated", "entity.links_set", "entity.second_factor_required")
    yield Checked("entities", held, _of_entity(held, events.get(name_of(held), [])))


def _of_entity(held: Entity, entries: Sequence[Event]) -> Iterator[Fault]:
    said: dict[str, Any] = {}
    for event in entries:
        after = event.details["after"]
        if event.verb == "entity.updated":
            said |= after
        elif event.verb == "entity.links_set":
            said["participation_links"] = after
        else:
            said["requires_second_factor"] = after
    if any(getattr(held, name) != value for name, value in said.items()):
        yield Fault(N_("What the entity says of itself is not what the log says."))


def accounts() -> Iterator[Checked]:
    """Every account that the log knows, with the roles and area it was given and open unless it
    was closed."""
    events = noted("staff.added", "staff.changed", "staff.deactivated", "staff.reactivated")
    rows = {name_of(each): each for each in readable(Staff.select())}
    for subject, entries in events.items():
        yield Checked("accounts", subject, _of_account(subject, rows.get(subject), entries))


def _of_account(subject: str, person: Staff | None, entries: Sequence[Event]) -> Iterator[Fault]:
    if person is None or not _is_as_noted(person, entries):
        yield Fault(
            N_("What account %(number)s may do is not what the log says."),
            number=subject.partition(":")[2],
        )


def _is_as_noted(person: Staff, entries: Sequence[Event]) -> bool:
    given = last(entries, "staff.added", "staff.changed")
    moved = last(entries, "staff.deactivated", "staff.reactivated")
    office = given.details.get("after", {"roles": given.details.get("roles")}) if given else {}
    return (
        office.get("roles", person.role_names) == person.role_names
        and office.get("area", person.area_id) == person.area_id
        and person.active == (moved is None or moved.verb == "staff.reactivated")
    )


def meetings() -> Iterator[Checked]:
    """Every meeting that was noted, as it was last written."""
    events = noted("meeting.saved")
    for meeting in readable(Meeting.select(Meeting, Plan).join(Plan)):
        entry = last(events.pop(name_of(meeting), None))
        yield Checked("meetings", meeting, _of_meeting(meeting, entry))
    for subject in events:
        gone = Fault(N_("A meeting that the log noted is missing."))
        yield Checked("meetings", subject, [gone])


def _of_meeting(meeting: Meeting, entry: Event | None) -> Iterator[Fault]:
    if entry is None or any(
        entry.details.get(name, value) != value for name, value in meeting.told().items()
    ):
        yield Fault(
            N_("Meeting “%(title)s” on %(plan)s is not what the log says."),
            title=meeting.title,
            plan=meeting.plan.slug,
        )
