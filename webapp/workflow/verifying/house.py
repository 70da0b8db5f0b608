"""What the entity says of itself, who may do what, and the meetings that were held."""

from typing import Any

from webapp.messages import N_
from webapp.models import Entity, Event, Meeting, Plan, Staff
from webapp.workflow.record import name_of
from webapp.workflow.verifying.fault import Fault
from webapp.workflow.verifying.log import last, noted


def entity() -> None:
    """Raise Fault unless the entity says of itself what was last written on the desk."""
    held = Entity.current()
    said: dict[str, Any] = {}
    events = noted("entity.updated", "entity.links_set", "entity.second_factor_required")
    for event in events.get(name_of(held), ()):
        after = event.details["after"]
        if event.verb == "entity.updated":
            said |= after
        elif event.verb == "entity.links_set":
            said["participation_links"] = after
        else:
            said["requires_second_factor"] = after
    if any(getattr(held, name) != value for name, value in said.items()):
        raise Fault(N_("What the entity says of itself is not what the log says."))


def staff() -> int:
    """How many accounts the log knows, each with the roles and area it was given and open unless
    it was closed. Raises Fault."""
    events = noted("staff.added", "staff.changed", "staff.deactivated", "staff.reactivated")
    rows = {name_of(each): each for each in Staff.select()}
    for subject, entries in events.items():
        if subject not in rows or not _is_as_noted(rows[subject], entries):
            raise Fault(
                N_("What account %(number)s may do is not what the log says."),
                number=subject.partition(":")[2],
            )
    return len(events)


def _is_as_noted(person: Staff, entries: list[Event]) -> bool:
    given = last(entries, "staff.added", "staff.changed")
    moved = last(entries, "staff.deactivated", "staff.reactivated")
    office = given.details.get("after", {"roles": given.details.get("roles")}) if given else {}
    return (
        office.get("roles", person.role_names) == person.role_names
        and office.get("area", person.area_id) == person.area_id
        and person.active == (moved is None or moved.verb == "staff.reactivated")
    )


def meetings() -> int:
    """How many meetings were noted, each as it was last written. Raises Fault."""
    events = noted("meeting.saved")
    rows = list(Meeting.select(Meeting, Plan).join(Plan))
    for meeting in rows:
        entry = last(events.pop(name_of(meeting), None))
        if entry is None or any(
            entry.details.get(name, value) != value for name, value in meeting.told().items()
        ):
            raise Fault(
                N_("Meeting “%(title)s” on %(plan)s is not what the log says."),
                title=meeting.title,
                plan=meeting.plan.slug,
            )
    if events:
        raise Fault(N_("A meeting that the log noted is missing."))
    return len(rows)
