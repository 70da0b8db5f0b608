"""Days of a consultation → an iCalendar file (RFC 5545)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

NOTICE = timedelta(days=3)
"""How long before its day a reminder goes off."""
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A whole day, in the entity's zone. Instants are naive UTC.

    `identity` never changes; `sequence` grows with each change of the day.
    """

    identity: str
    day: date
    title: str
    text: str
    address: str
    made_at: datetime
    changed_at: datetime
    sequence: int
    cancelled: bool = False
    reminder: str = ""


def write_calendar(appointments: Sequence[Appointment], *, name: str, zone: str) -> bytes:
    """The calendar file. Days are half-open: each ends where the next begins."""
    ics = Calendar()
    ics.add("prodid", "-//Enmienda//ES")
    ics.add("version", "2.0")
    ics.add("method", "PUBLISH")
    ics.add("x-wr-calname", name)
    ics.add("x-wr-timezone", zone)
    for each in appointments:
        ics.add_component(_event(each))
    return ics.to_ical()


def _event(each: Appointment) -> Event:
    event = Event()
    event.add("uid", each.identity)
    event.add("dtstamp", each.changed_at.replace(tzinfo=UTC))
    event.add("created", each.made_at.replace(tzinfo=UTC))
    event.add("last-modified", each.changed_at.replace(tzinfo=UTC))
    event.add("sequence", each.sequence)
    event.add("dtstart", each.day)
    event.add("dtend", each.day + _ONE_DAY)
    event.add("summary", each.title)
    event.add("description", each.text)
    event.add("url", each.address)
    event.add("status", "CANCELLED" if each.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if each.reminder and not each.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", each.reminder)
        alarm.add("trigger", -NOTICE)
        event.add_component(alarm)
    return event
