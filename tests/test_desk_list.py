"""The desk's list gives the same rows in the same order on both engines."""

from datetime import date, timedelta

import pytest

from tests.cast import AFTER_CLOSE, a_cast, an_announced_plan
from tests.worlds import crowd
from webapp.models import Area, Comment, Handling
from webapp.queries import desk_list
from webapp.vocabulary import ListOrder

FIRST_DAY = date(2026, 3, 20)


@pytest.fixture
def plan(database):
    plan = an_announced_plan(a_cast())
    crowd(plan, 60)
    areas = [*Area.select().order_by(Area.id).limit(2), None]
    for comment in Comment.select():
        Handling.create(
            comment=comment,
            due_on=FIRST_DAY + timedelta(days=comment.id % 4) if comment.id % 5 else None,
            area=areas[comment.id % 3],
            tags=["buzón", f"n{comment.id % 7}"] if comment.id % 2 else [],
            changed_at=AFTER_CLOSE,
        )
    return plan


def expected(order):
    held = {each.comment_id: each for each in Handling.select(Handling, Area).left_outer_join(Area)}

    def key(number):
        handling = held[number]
        if order is ListOrder.DUE:
            return (handling.due_on or date.max, number)
        if order is ListOrder.AREA:
            area = handling.area
            return (area is None, area.position if area else 0, area.id if area else 0, number)
        return (number,)

    return sorted(held, key=key)


@pytest.mark.parametrize("order", list(ListOrder))
def test_pages_follow_each_other_in_order_without_gap_or_repeat(plan, order):
    chosen, found, after = desk_list.DeskFilter(order=order), [], None
    while True:
        rows = desk_list.page(plan, chosen, after=after)
        found += [each.comment.id for each in rows[: desk_list.PAGE]]
        if len(rows) <= desk_list.PAGE:
            break
        after = found[-1]
    assert found == expected(order)


@pytest.mark.parametrize("order", list(ListOrder))
def test_one_leads_to_the_next_and_back(plan, order):
    places, chosen = expected(order), desk_list.DeskFilter(order=order)
    for index in (0, 1, 30, 59):
        before, after = desk_list.neighbours(Comment.get_by_id(places[index]), chosen)
        assert (before.id if before else None) == (places[index - 1] if index else None)
        assert (after.id if after else None) == (places[index + 1] if index < 59 else None)


def test_tags_are_whole_words_of_the_staff(plan):
    assert desk_list.tags(plan) == ["buzón", *(f"n{number}" for number in range(7))]
    assert len(desk_list.first(plan, desk_list.DeskFilter(tag="buzón"), 100)) == 30
    assert desk_list.first(plan, desk_list.DeskFilter(tag="buz"), 100) == []
    assert desk_list.first(plan, desk_list.DeskFilter(tag="%"), 100) == []


def test_overdue_ones_are_counted_from_the_day_after(plan):
    late = desk_list.first(
        plan, desk_list.DeskFilter(overdue_on=FIRST_DAY + timedelta(days=1)), 100
    )
    assert {each.handling.due_on for each in late} == {FIRST_DAY}
    assert all(each.is_overdue(FIRST_DAY + timedelta(days=1)) for each in late)
