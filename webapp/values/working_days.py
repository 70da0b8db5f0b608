"""Working days, holidays and terms (R20). Days are `date`.

Holidays are those of Colombia, computed from the law: Ley 51 de 1983 ("Ley Emiliani"), and from
2026 also Ley 2578 de 2026 (9 July, moved to Monday by the same rule). Saturdays and Sundays are
not working days.
"""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import holidays

COUNTRY = "CO"
FIRST_YEAR, LAST_YEAR = 1984, 2100

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


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


def _shifted(day: date, *, days: int) -> date:
    try:
        return day + days * _ONE_DAY
    except OverflowError as error:
        raise OutOfCalendar("The day lies beyond the calendar.") from error


def _require_not_negative(n: int) -> None:
    if n < 0:
        raise ValueError("A term cannot be negative.")
