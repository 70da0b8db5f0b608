"""Working days, holidays, terms and comment windows (R5, R20).

Days are `date`. Instants are stored as naive UTC `datetime` and shown in the entity's zone.
Holidays are those of Colombia, computed from the law: Ley 51 de 1983 ("Ley Emiliani"), and from
2026 also Ley 2578 de 2026 (9 July, moved to Monday by the same rule). Saturdays and Sundays are
not working days.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

COUNTRY = "CO"
FIRST_YEAR, LAST_YEAR = 1984, 2100

_ONE_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)
_SATURDAY = 5


class UnknownZone(ValueError):
    """The time zone's name is wrong, or the machine has no time zone data."""


class OutOfCalendar(ValueError):
    """The day lies outside the years whose holidays can be computed (1984 to 2100)."""


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def holidays_in(year: int) -> frozenset[date]:
    """Return the holidays of one year; raise `OutOfCalendar` outside 1984 to 2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OutOfCalendar(f"Holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not in {year}.")
    # One calendar per year, never shared: the library fills a shared one while others read it.
    return frozenset(holidays.country_holidays(COUNTRY, years=year, expand=False))


def is_working_day(day: date) -> bool:
    """Tell whether public offices work that day: not a weekend, not a holiday (Ley 51 de 1983)."""
    return day not in holidays_in(day.year) and day.weekday() < _SATURDAY


def next_working_day(day: date) -> date:
    """Return the day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day = _shifted(day, days=1)
    return day


def add_working_days(day: date, n: int) -> date:
    """Return the n-th working day after `day` (días hábiles); counting starts the day after.

    Terms in days leave holidays out (Ley 4 de 1913, art. 62). With n = 0 the day itself comes
    back. Raise ValueError when n is negative.
    """
    _require_not_negative(n)
    for _ in range(n):
        day = next_working_day(_shifted(day, days=1))
    return day


def add_calendar_days(day: date, n: int) -> date:
    """Return the day `n` calendar days after `day` (días calendario), whatever day it is.

    Raise ValueError when n is negative.
    """
    _require_not_negative(n)
    return _shifted(day, days=n)


def working_days_between(start: date, end: date) -> int:
    """Count the working days after `start` up to and including `end`.

    The opposite of `add_working_days`; negative when `end` is earlier (an overdue term).
    """
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + i * _ONE_DAY) for i in range(1, (end - start).days + 1))


def add_months(day: date, n: int) -> date:
    """Return the end of a term of `n` calendar months that starts on `day` (R20).

    The same number in the month of the end, or that month's last day where it has no such number
    (Código Civil, art. 67; Ley 4 de 1913, art. 59). When that is a holiday or a weekend the term
    reaches to the first working day after it (Ley 4 de 1913, art. 62). Raise ValueError when n is
    negative, `OutOfCalendar` when the end lies beyond the known years.
    """
    _require_not_negative(n)
    years, month0 = divmod(day.month - 1 + n, 12)
    year, month = day.year + years, month0 + 1
    if year > LAST_YEAR:
        raise OutOfCalendar(f"A term of {n} months ends after {LAST_YEAR}.")
    last = monthrange(year, month)[1]
    return next_working_day(date(year, month, min(day.day, last)))


def due_date(starts_on: date | None, term_months: int | None) -> date | None:
    """Return when an action's term ends (`add_months`), or None while either part is missing."""
    if starts_on is None or term_months is None:
        return None
    return add_months(starts_on, term_months)


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
    return _midnight(first_day, zone), _midnight(_shifted(last_day, days=1), zone)


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


def _shifted(day: date, *, days: int) -> date:
    try:
        return day + days * _ONE_DAY
    except OverflowError as error:
        raise OutOfCalendar("The day lies beyond the calendar.") from error


def _require_not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("A term cannot be negative.")
