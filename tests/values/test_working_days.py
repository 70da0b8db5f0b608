"""Working days, holidays, terms and windows (R5, R20)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.values import time_zones, working_days

BOGOTA = time_zones.zone("America/Bogota")
SECOND = timedelta(seconds=1)

DAYS = st.dates(min_value=date(1985, 1, 1), max_value=date(2090, 12, 31))

# Ley 51 de 1983, art. 1 and 2; in 2026 also Ley 2578 de 2026 (13 July).
BY_LAW = {
    2024: "01-01 01-08 03-25 03-28 03-29 05-01 05-13 06-03 06-10 07-01 07-20 08-07 08-19 10-14 "
    "11-04 11-11 12-08 12-25",
    2025: "01-01 01-06 03-24 04-17 04-18 05-01 06-02 06-23 06-30 07-20 08-07 08-18 10-13 11-03 "
    "11-17 12-08 12-25",
    2026: "01-01 01-12 03-23 04-02 04-03 05-01 05-18 06-08 06-15 06-29 07-13 07-20 08-07 08-17 "
    "10-12 11-02 11-16 12-08 12-25",
}


@pytest.mark.parametrize("year", BY_LAW)
def test_holidays_are_those_the_law_lists(year: int) -> None:
    by_law = {date.fromisoformat(f"{year}-{day}") for day in BY_LAW[year].split()}
    assert working_days.holidays_in(year) == by_law


def test_holidays_computed_here_by_the_emiliani_rule_agree_over_the_years() -> None:
    for year in range(1984, 2100):
        assert working_days.holidays_in(year) == _emiliani(year), year


def test_a_year_without_known_holidays_is_refused_not_guessed() -> None:
    for day in (date(1983, 12, 31), date(2101, 1, 1)):
        with pytest.raises(working_days.OutOfCalendar, match="1984 to 2100"):
            working_days.is_working_day(day)


def test_weekends_and_holidays_are_not_working_days() -> None:
    assert working_days.is_working_day(date(2024, 11, 8))  # Friday
    assert not working_days.is_working_day(date(2024, 11, 9))  # Saturday
    assert not working_days.is_working_day(date(2024, 11, 10))  # Sunday
    assert not working_days.is_working_day(date(2024, 11, 11))  # Monday, Independence of Cartagena


def test_counting_working_days_starts_the_day_after() -> None:
    assert working_days.add_working_days(date(2024, 11, 19), 10) == date(2024, 12, 3)
    assert working_days.add_working_days(date(2024, 11, 20), 5) == date(2024, 11, 27)
    assert working_days.add_working_days(day=date(2024, 11, 8), n=1) == date(2024, 11, 12)
    assert working_days.add_working_days(date(2024, 11, 9), 0) == date(2024, 11, 9)


def test_a_negative_term_is_refused() -> None:
    for verb in (
        working_days.add_working_days,
        working_days.add_calendar_days,
        working_days.add_months,
    ):
        with pytest.raises(ValueError, match="negative"):
            verb(date(2024, 11, 8), -1)


def test_calendar_days_count_every_day() -> None:
    assert working_days.add_calendar_days(date(2024, 11, 18), 15) == date(2024, 12, 3)
    assert working_days.add_calendar_days(date(2024, 11, 3), 1) == date(2024, 11, 4)  # a holiday


def test_working_days_between_leaves_out_the_first_day_and_holidays() -> None:
    assert working_days.working_days_between(date(2024, 11, 8), date(2024, 11, 12)) == 1
    assert working_days.working_days_between(date(2024, 11, 12), date(2024, 11, 8)) == -1
    assert working_days.working_days_between(date(2024, 11, 8), date(2024, 11, 8)) == 0


@given(day=DAYS, n=st.integers(0, 60))
def test_working_days_added_are_the_working_days_between(day: date, n: int) -> None:
    end = working_days.add_working_days(day, n)
    assert working_days.working_days_between(day, end) == n
    assert n == 0 or working_days.is_working_day(end)


@given(day=DAYS, n=st.integers(0, 60), more=st.integers(0, 60))
def test_working_days_add_up(day: date, n: int, more: int) -> None:
    in_one_go = working_days.add_working_days(day, n + more)
    assert working_days.add_working_days(working_days.add_working_days(day, n), more) == in_one_go


@pytest.mark.parametrize(
    ("starts_on", "months", "ends_on"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),  # leap year: the month's last day
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 10, 15), 1, date(2024, 11, 15)),
        (date(2024, 10, 11), 1, date(2024, 11, 12)),  # 11 November is a holiday
        (date(2024, 10, 8), 2, date(2024, 12, 9)),  # a holiday on a Sunday
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 8, 31), 13, date(2025, 9, 30)),
        (date(2024, 12, 31), 12, date(2025, 12, 31)),
        (date(2024, 12, 2), 0, date(2024, 12, 2)),
    ],
)
def test_r20_months_are_calendar_months_moved_to_a_working_day(
    starts_on: date, months: int, ends_on: date
) -> None:
    assert working_days.add_months(starts_on, months) == ends_on


@given(day=DAYS, n=st.integers(0, 100))
def test_r20_a_term_in_months_ends_on_a_working_day_of_that_month_or_just_after(
    day: date, n: int
) -> None:
    end = working_days.add_months(day, n)
    assert working_days.is_working_day(end)
    named = (day.year * 12 + day.month - 1) + n
    first = date(named // 12, named % 12 + 1, min(day.day, 28))
    assert first <= end <= first + timedelta(days=3 + 6)


def test_a_term_beyond_the_known_years_is_refused() -> None:
    for months in (12 * 100, 12 * 100_000):
        with pytest.raises(working_days.OutOfCalendar):
            working_days.add_months(date(2024, 1, 31), months)
    with pytest.raises(working_days.OutOfCalendar):
        working_days.add_calendar_days(date(2024, 1, 31), 10_000_000)


def test_an_action_without_start_or_term_has_no_due_date() -> None:
    assert working_days.due_date(None, 6) is None
    assert working_days.due_date(date(2024, 12, 13), None) is None
    assert working_days.due_date(date(2024, 12, 13), 6) == date(2025, 6, 13)


@pytest.mark.parametrize(
    "name", ["America/Cartago", "", "America", "../etc/passwd", "/etc/passwd", "a\x00b", "x" * 500]
)
def test_a_zone_without_data_is_an_error_never_utc(name: str) -> None:
    with pytest.raises(time_zones.UnknownZone, match="time zone data"):
        time_zones.zone(name)


def test_r5_the_whole_last_day_counts() -> None:
    opens_at, closes_at = time_zones.window(date(2024, 11, 18), date(2024, 12, 2), BOGOTA)
    assert opens_at == datetime(2024, 11, 18, 5)
    assert closes_at == datetime(2024, 12, 3, 5)
    assert opens_at.tzinfo is None
    assert closes_at.tzinfo is None
    last_second = time_zones.to_utc(datetime(2024, 12, 2, 23, 59, 59), BOGOTA)
    assert opens_at <= last_second < closes_at
    assert not last_second + SECOND < closes_at
    assert time_zones.last_day_of(closes_at, BOGOTA) == date(2024, 12, 2)
    assert time_zones.calendar_days(opens_at, closes_at, BOGOTA) == 15


def test_r5_a_window_of_one_day_has_one_day() -> None:
    opens_at, closes_at = time_zones.window(date(2024, 12, 2), date(2024, 12, 2), BOGOTA)
    assert closes_at - opens_at == timedelta(days=1)
    assert time_zones.calendar_days(opens_at, closes_at, BOGOTA) == 1


def test_r5_a_window_that_opens_in_the_morning_counts_that_day() -> None:
    opens_at = time_zones.to_utc(datetime(2024, 11, 18, 8), BOGOTA)
    closes_at = time_zones.to_utc(datetime(2024, 12, 2, 23, 59, 59), BOGOTA)
    assert time_zones.calendar_days(opens_at, closes_at, BOGOTA) == 15


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="precede"):
        time_zones.window(date(2024, 12, 2), date(2024, 12, 1), BOGOTA)
    with pytest.raises(ValueError, match="closes after"):
        time_zones.calendar_days(datetime(2024, 12, 2), datetime(2024, 12, 2), BOGOTA)


# Zones whose clocks jump at midnight (Asunción, Santiago, La Habana) among them.
ZONES = st.sampled_from(
    ["America/Bogota", "America/Asuncion", "America/Santiago", "America/Havana", "UTC",
     "Asia/Kathmandu", "Europe/Madrid", "Atlantic/Azores"]
).map(ZoneInfo)  # fmt: skip


@given(first=DAYS, length=st.integers(1, 90), zone=ZONES)
def test_r5_a_window_remembers_its_days_in_every_zone(
    first: date, length: int, zone: ZoneInfo
) -> None:
    last = first + timedelta(days=length - 1)
    opens_at, closes_at = time_zones.window(first, last, zone)
    assert opens_at < closes_at
    assert time_zones.to_local(opens_at, zone).date() == first
    assert time_zones.last_day_of(closes_at, zone) == last
    assert time_zones.calendar_days(opens_at, closes_at, zone) == length


@given(
    instant=st.datetimes(min_value=datetime(1985, 1, 1), max_value=datetime(2090, 1, 1)), zone=ZONES
)
def test_r20_an_instant_survives_the_way_to_local_time_and_back(
    instant: datetime, zone: ZoneInfo
) -> None:
    assert time_zones.to_utc(time_zones.to_local(instant, zone), zone) == instant


def test_r20_stored_instants_are_naive() -> None:
    assert time_zones.to_local(datetime(2024, 11, 18, 13), BOGOTA).isoformat() == (
        "2024-11-18T08:00:00-05:00"
    )
    with pytest.raises(ValueError, match="naive"):
        time_zones.to_local(datetime(2024, 11, 18, 13, tzinfo=UTC), BOGOTA)


def _emiliani(year: int) -> set[date]:
    def to_monday(day: date) -> date:
        return day + timedelta(days=-day.weekday() % 7)

    easter = _easter(year)
    fixed = [(1, 1), (5, 1), (7, 20), (8, 7), (12, 8), (12, 25)]
    moved = [(1, 6), (3, 19), (6, 29), (8, 15), (10, 12), (11, 1), (11, 11)]
    if year >= 2026:
        moved.append((7, 9))
    return (
        {date(year, month, day) for month, day in fixed}
        | {to_monday(date(year, month, day)) for month, day in moved}
        | {easter - timedelta(days=3), easter - timedelta(days=2)}
        | {to_monday(easter + timedelta(days=n)) for n in (39, 60, 68)}
    )


def _easter(year: int) -> date:
    """Gregorian Easter by the method of the anonymous correspondent (Nature, 1876)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
