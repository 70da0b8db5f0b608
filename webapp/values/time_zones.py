"""Instants and days, and windows of whole days in the entity's zone (R5, R20).

Instants are stored as naive UTC `datetime` and shown in the entity's zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


class UnknownZone(ValueError):
    """The time zone's name is wrong, or the machine has no time zone data."""


def zone(name: str) -> ZoneInfo:
    """Return the time zone of that name; raise `UnknownZone` rather than fall back to UTC."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UnknownZone(
            f"No time zone data for {name!r}: check the name, and that tzdata is installed."
        ) from error


def to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """Return naive UTC for a wall-clock time in `zone`; an aware time keeps its own zone."""
    aware = local.replace(tzinfo=zone) if local.tzinfo is None else local
    return aware.astimezone(UTC).replace(tzinfo=None)


def to_local(utc_naive: datetime, zone: ZoneInfo) -> datetime:
    """Return a stored instant (naive UTC) as an aware time in `zone`.

    Raise ValueError when the instant is aware: nothing stored is.
    """
    if utc_naive.tzinfo is not None:
        raise ValueError("A stored instant is naive UTC.")
    return utc_naive.replace(tzinfo=UTC).astimezone(zone)


def window(first_day: date, last_day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return (opens_at, closes_at) in naive UTC for whole days in `zone`, half-open (R5).

    The window is `opens_at <= t < closes_at`; it closes at the midnight that follows the last
    day, so the whole last day counts. Raise ValueError when the last day precedes the first.
    """
    if last_day < first_day:
        raise ValueError("The last day of a window cannot precede the first.")
    return _midnight(first_day, zone), _midnight(last_day + _ONE_DAY, zone)


def last_day_of(closes_at: datetime, zone: ZoneInfo) -> date:
    """Return the last day, in `zone`, on which a window that closes at `closes_at` is open."""
    return to_local(closes_at - _INSTANT, zone).date()


def calendar_days(
    opens_at: datetime, closes_at: datetime, zone: ZoneInfo, *, announced_at: datetime | None = None
) -> int:
    """Count the calendar days in `zone` that a window touches, first and last included.

    A day that had begun when the window was announced does not count. Raise ValueError when the
    window is empty.
    """
    if closes_at <= opens_at:
        raise ValueError("A window closes after it opens.")
    first = to_local(opens_at, zone).date()
    if announced_at:
        first = max(first, last_day_of(announced_at, zone) + _ONE_DAY)
    return max(0, (last_day_of(closes_at, zone) - first).days + 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return to_utc(datetime.combine(day, time.min), zone)
