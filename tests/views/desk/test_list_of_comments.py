"""The desk's list of observations: narrowed down, in order, picked; and one beside the next."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from tests.queries import listened
from tests.worlds import answered, crowd
from webapp.models import Area, Comment, Handling
from webapp.vocabulary import PetitionKind
from webapp.workflow import grouping, handling, petitioning

LIST = "/gestion/planes/plan-de-prueba/observaciones"


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    for number in range(1, 5):
        filed(plan, f"Pongan {number} buzones en la plaza.")
    clock(AFTER_CLOSE)
    return plan


def numbers():
    return [each.filing_number for each in Comment.select().order_by(Comment.id)]


def listed(page):
    return [
        "".join(link.itertext())
        for link in page.all(".//main//ul[@class='entries']//h2/a[@class='filing']")
    ]


def give(number, **values):
    Handling.update(**values).where(Handling.comment == Comment.find(number)).execute()


def test_the_list_is_narrowed_down_by_area_person_tag_petition_and_group(plan, cast, desk):
    one, two, three, four = numbers()
    area = Area.create(name="Hacienda")
    give(one, area=area, staff=cast.rosa_responder)
    Handling.update(area=None).where(Handling.comment != Comment.find(one)).execute()
    comment = Comment.find(two)
    handling.tag(comment, ["Buzón 50%"], version=1, by=cast.rosa_responder, at=AFTER_CLOSE)
    petitioning.mark(
        Comment.find(three), PetitionKind.GENERAL, by=cast.mario_moderator, at=AFTER_CLOSE
    )
    group = grouping.start(
        plan, "Uno", [Comment.find(four)], by=cast.rosa_responder, at=AFTER_CLOSE
    )
    person = desk(cast.rosa_responder)
    for query, expected in {
        f"dependencia={area.id}": [one],
        "dependencia=sin": [two, three, four],
        "persona=yo": [one],
        f"persona={cast.rosa_responder.id}": [one],
        "persona=sin": [two, three, four],
        "etiqueta=buzón 50%25": [two],
        "etiqueta=buz": [],
        "peticion=si": [three],
        f"grupo={group.id}": [four],
        "q=" + two: [two],
        "dependencia=nada&persona=99999999999": [one, two, three, four],
    }.items():
        assert listed(person.get(f"{LIST}?{query}")) == expected, query


def test_overdue_are_those_past_their_day_without_an_approved_answer(plan, cast, desk):
    one, two, three, four = numbers()
    for number in (one, two):
        give(number, due_on=date(2026, 3, 19))
    give(three, due_on=date(2026, 3, 20))
    give(four, due_on=None)
    answered(shown(Comment.find(two), cast), cast)
    page = desk(cast.rosa_responder).get(f"{LIST}?vencidas=si")
    assert listed(page) == [one]
    assert "Vencida" in page.text_of(".//main//ul[@class='entries']")


def test_the_list_is_put_in_order_of_due_date_or_area(plan, cast, desk):
    one, two, three, four = numbers()
    last, first = Area.create(name="Última", position=90), Area.create(name="Primera", position=80)
    give(one, due_on=None, area=None)
    give(two, due_on=date(2026, 3, 30), area=last)
    give(three, due_on=date(2026, 3, 25), area=first)
    give(four, due_on=date(2026, 3, 30), area=first)
    person = desk(cast.rosa_responder)
    assert listed(person.get(f"{LIST}?orden=due")) == [three, two, four, one]
    assert listed(person.get(f"{LIST}?orden=area")) == [three, four, two, one]
    for order, places in (("due", [three, two, four, one]), ("area", [three, four, two, one])):
        for here, after in pairwise(places):
            page = person.get(f"/gestion/observaciones/{here}?orden={order}")
            following = page.all(".//main//a[@rel='next']")
            assert following[0].get("href") == f"/gestion/observaciones/{after}?orden={order}"


@pytest.mark.parametrize("order", ["filed", "due", "area"])
def test_pages_of_25_by_cursor_miss_nothing_and_repeat_nothing(plan, cast, desk, order):
    crowd(plan, 60)
    days = [date(2026, 3, 20) + timedelta(days=n) for n in (3, 1, 2)]
    areas = [*Area.select().limit(2), None]
    for comment in Comment.select().where(Comment.id > 4):
        if comment.id % 4:
            Handling.create(
                comment=comment,
                due_on=days[comment.id % 3],
                area=areas[comment.id % 3],
                changed_at=AFTER_CLOSE,
            )
    person, found, address = desk(cast.mario_moderator), [], f"{LIST}?orden={order}"
    while address:
        page = person.get(address)
        found += listed(page)
        following = page.all(".//main//a[@rel='next']")
        address = following[0].get("href") if following else ""
        assert len(listed(page)) <= 25
    assert sorted(found) == sorted(numbers())


def test_the_list_costs_the_same_number_of_queries_with_many_observations(plan, cast, desk):
    person = desk(cast.mario_moderator)
    crowd(plan, 30)
    person.get(LIST)
    with listened() as few:
        person.get(f"{LIST}?orden=due")
    crowd(plan, 200)
    with listened() as many:
        person.get(f"{LIST}?orden=due")
    assert len(few) == len(many)


def test_a_cursor_that_is_no_number_is_refused(plan, cast, desk):
    person = desk(cast.mario_moderator)
    for cursor in ("x", "-1", str(2**31), "9" * 30):
        person.get(f"{LIST}?despues={cursor}", 400)
    assert listed(person.get(f"{LIST}?despues=2147483647")) == []


def test_a_page_of_the_list_offers_to_each_role_what_it_may_do_at_once(plan, cast, desk):
    offered = {
        cast.mario_moderator: ["asignacion", "publicacion", "etiquetas", "nuevo"],
        cast.rosa_responder: ["asignacion", "etiquetas", "respuesta", "nuevo"],
        cast.elena_editor: ["asignacion", "etiquetas"],
        cast.aldo_auditor: [],
    }
    for person, acts in offered.items():
        page = desk(person).get(LIST)
        buttons = page.all(".//main//button[@formaction]")
        assert [each.get("formaction").rpartition("/")[2] for each in buttons] == acts
        assert bool(page.all(".//main//input[@name='n']")) is bool(acts)


def test_the_next_and_the_previous_are_links_that_keep_the_filters(plan, cast, desk):
    one, two, three, _ = numbers()
    page = desk(cast.mario_moderator).get(f"/gestion/observaciones/{two}?publicacion=pending")
    for rel, number, keys in (
        ("prev", one, "Control+ArrowLeft"),
        ("next", three, "Control+ArrowRight"),
    ):
        [link] = page.all(f".//main//a[@rel='{rel}']")
        assert link.get("href") == f"/gestion/observaciones/{number}?publicacion=pending"
        assert link.get("aria-keyshortcuts") == keys


def test_a_stranger_signs_in_first(plan, visitor):
    visitor.get(LIST, 302)


def test_the_day_that_counts_is_the_one_of_the_entity(plan, cast, desk, clock):
    Handling.update(due_on=date(2026, 3, 20)).execute()
    clock(datetime(2026, 3, 21, 4, 59))
    person = desk(cast.rosa_responder)
    assert listed(person.get(f"{LIST}?vencidas=si")) == []
    clock(datetime(2026, 3, 21, 5, 0))
    assert len(listed(person.get(f"{LIST}?vencidas=si"))) == 4
