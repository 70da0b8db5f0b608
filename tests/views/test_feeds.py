"""Feeds (RFC 4287) and the calendar (RFC 5545) of a plan."""

from datetime import UTC, date, datetime, timedelta
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar

from tests.cast import (
    AFTER_CLOSE,
    IN_MARCH,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    an_outline,
    filed,
    later,
)
from tests.queries import listened
from tests.worlds import a_plan_left_as_it_was, an_adjusted_plan
from webapp.models import Plan
from webapp.vocabulary import AuthorKind, RoundScope
from webapp.workflow import announcing, drafting
from webapp.workflow.announcing import WindowDays

PLAN = "/planes/plan-de-prueba"
FEED, ICS = f"{PLAN}/novedades.atom", f"{PLAN}/calendario.ics"
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(visitor, address: str = FEED) -> Element:
    response = visitor.client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "application/atom+xml"
    return fromstring(response.data)


def titles(root: Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in root.findall(f"{ATOM}entry")]


def summaries(root: Element) -> list[str]:
    return [entry.findtext(f"{ATOM}summary", "") for entry in root.findall(f"{ATOM}entry")]


def ids(root: Element) -> list[str | None]:
    return [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]


def days(visitor) -> list:
    response = visitor.client.get(ICS)
    assert response.mimetype == "text/calendar"
    return Calendar.from_ical(response.data).walk("VEVENT")


def extended(plan: Plan, cast, *, at: datetime = WHILE_OPEN) -> None:
    announcing.extend(
        plan.consultation.fresh(),
        last_day=date(2026, 3, 24),
        reason="Llovió <mucho> & no hubo internet.",
        version=plan.consultation.fresh().version,
        by=cast.elena_editor,
        at=at,
    )


def assert_valid(root: Element) -> None:
    """What RFC 4287 requires of a feed and of its entries."""
    for name in ("id", "title", "updated"):
        assert len(root.findall(ATOM + name)) == 1, name
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    links = {link.get("rel"): link.get("href", "") for link in root.findall(f"{ATOM}link")}
    assert links["self"].startswith("http")
    assert links["alternate"].startswith("http")
    found = ids(root)
    assert len(found) == len({*found})
    for entry in root.findall(f"{ATOM}entry"):
        for name in ("id", "title", "updated"):
            assert len(entry.findall(ATOM + name)) == 1, name
        assert entry.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        moment = datetime.fromisoformat(entry.findtext(f"{ATOM}updated", ""))
        assert moment.tzinfo is not None
        assert entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert entry.findtext(f"{ATOM}summary")


def test_a_plan_s_feed_tells_its_life_newest_first(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    root = feed(visitor)
    assert_valid(root)
    assert titles(root) == [
        "El plan ya está ajustado",
        "Ya están las respuestas",
        "Ya puede opinar",
        "Se anunció la consulta",
    ]
    newest = root.find(f"{ATOM}entry")
    assert "La edición 2 trae 2 cambios" in newest.findtext(f"{ATOM}summary")
    assert newest.findtext(f"{ATOM}updated") == root.findtext(f"{ATOM}updated")


def test_what_is_still_to_come_is_not_told_and_ids_stay(visitor, cast, clock):
    plan = an_announced_plan(cast)
    clock(MONDAY)
    before = feed(visitor)
    assert titles(before) == ["Se anunció la consulta"]
    clock(OPENS_AT)
    assert titles(feed(visitor)) == ["Ya puede opinar", "Se anunció la consulta"]
    clock(WHILE_OPEN)
    extended(plan, cast)
    after = feed(visitor)
    assert_valid(after)
    assert titles(after)[0] == "Hay más plazo para opinar"
    assert "Llovió <mucho> & no hubo internet." in after.findtext(f".//{ATOM}summary")
    assert ids(after)[-1:] == ids(before)


def test_a_cancelled_one_says_so_and_never_that_it_opened(visitor, cast, clock):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan,
        reason="Se retira. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=later(MONDAY, hours=1),
    )
    root = feed(visitor)
    assert titles(root) == ["Se canceló la consulta", "Se anunció la consulta"]
    assert root.findtext(f".//{ATOM}summary") == "Motivo: Se retira. Así lo decidió la Mesa."


def test_no_observations_and_no_changes_are_told_as_such(visitor, cast, clock):
    a_plan_left_as_it_was(cast)
    clock(later(AFTER_CLOSE, days=1))
    root = feed(visitor)
    assert titles(root)[:2] == [
        "El plan queda como estaba",
        "Ya está el informe: no hubo observaciones a tiempo",
    ]
    same, silent = summaries(root)[:2]
    assert same == "La edición 2 no trae cambios: el plan queda como estaba."
    assert silent.startswith("No se recibieron observaciones")
    links = [each.get("href", "") for each in root.findall(f"{ATOM}entry/{ATOM}link")]
    assert links[1].endswith(f"{PLAN}/informe?ronda=1")
    visitor.get(f"{PLAN}/informe?ronda=1")


def test_what_was_announced_stays_as_it_was_told_after_an_extension(visitor, cast, clock):
    plan = an_announced_plan(cast)
    before = {*summaries(feed(visitor))}
    extended(plan, cast)
    clock(later(WHILE_OPEN, days=1))
    moved, *others = summaries(feed(visitor))
    assert {*others} == before
    assert "24 de marzo de 2026, 11:59 p. m., hora de Colombia). Motivo:" in moved.replace(
        "\xa0", " "
    )


def test_a_second_round_is_told_apart_from_the_first(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    announced = later(AFTER_CLOSE, days=2)
    announcing.announce_round(
        plan,
        WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.CHANGED,
        by=cast.elena_editor,
        at=announced,
    )
    clock(announced)
    root = feed(visitor)
    told = [title for title in titles(root) if "Se anunció" in (title or "")]
    assert told == ["Se anunció la consulta (segunda ronda)", "Se anunció la consulta"]
    assert summaries(root)[0].startswith("Segunda ronda, solo sobre lo que cambió. Se puede opinar")
    *first, opens, closes = days(visitor)
    assert opens["SUMMARY"] == "Primer día para opinar: Plan de prueba (segunda ronda)"
    assert closes["DESCRIPTION"].startswith("Segunda ronda, solo sobre lo que cambió.")
    assert not [each for each in first if "ronda" in each["SUMMARY"]]


def test_hostile_words_come_out_as_text_and_nothing_personal_at_all_r13(visitor, cast):
    plan = a_draft(cast)
    drafting.edit_facts(
        plan.draft_edition,
        drafting.Facts(
            title="<script>alert(1)</script> & \u202eal revés \x0b\ufffe 🌱", summary="Un plan."
        ),
        version=plan.draft_edition.version,
        by=cast.elena_editor,
        at=MONDAY,
    )
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    filed(plan, name="Pepa Peralta", email="pepa@example.com", consent=True,
          author_kind=AuthorKind.PERSON)  # fmt: skip
    root = feed(visitor)
    assert root.findtext(f"{ATOM}title", "").startswith("<script>alert(1)</script> & ")
    assert b"Pepa" not in visitor.client.get(FEED).data
    assert "<script>" in days(visitor)[0]["SUMMARY"]


def test_the_feed_of_all_plans_names_each_and_costs_the_same_with_more_of_them(visitor, cast):
    an_announced_plan(cast)
    with listened() as one:
        feed(visitor, "/novedades.atom")
    for number in range(3):
        an_announced_plan(cast, f"otro-{number}", outline=an_outline(), window=IN_MARCH)
    with listened() as four:
        root = feed(visitor, "/novedades.atom")
    assert len(one) == len(four)
    assert_valid(root)
    assert titles(root).count("Plan de prueba: Ya puede opinar") == 4


def test_without_any_plan_the_feed_of_all_is_empty_and_valid(visitor):
    root = feed(visitor, "/novedades.atom")
    assert_valid(root)
    assert not titles(root)


def test_the_plan_s_page_names_its_feed_and_calendar(visitor, cast):
    an_announced_plan(cast)
    page = visitor.get(PLAN)
    link = page.tree.find(".//link[@rel='alternate']")
    assert (link.get("type"), link.get("href")) == ("application/atom+xml", FEED)
    assert {FEED, ICS} <= {*page.links}


def test_both_days_are_whole_half_open_and_the_close_is_called_three_days_before(visitor, cast):
    an_announced_plan(cast)
    opens, closes = days(visitor)
    assert (opens["DTSTART"].dt, opens["DTEND"].dt) == (date(2026, 3, 3), date(2026, 3, 4))
    assert (closes["DTSTART"].dt, closes["DTEND"].dt) == (date(2026, 3, 17), date(2026, 3, 18))
    assert not opens.walk("VALARM")
    assert closes.walk("VALARM")[0]["TRIGGER"].dt == timedelta(days=-3)
    assert "11:59" in closes["DESCRIPTION"]
    assert "hora de Colombia" in closes["DESCRIPTION"]
    assert closes["LAST-MODIFIED"].dt == MONDAY.replace(tzinfo=UTC)


def test_an_extension_moves_the_day_of_the_same_appointment(visitor, cast):
    plan = an_announced_plan(cast)
    _, before = days(visitor)
    extended(plan, cast)
    _, after = days(visitor)
    assert (after["UID"], after["DTSTART"].dt) == (before["UID"], date(2026, 3, 24))
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after["LAST-MODIFIED"].dt == WHILE_OPEN.replace(tzinfo=UTC)


def test_a_cancelled_plan_cancels_its_days(visitor, cast):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    assert {str(each["STATUS"]) for each in days(visitor)} == {"CANCELLED"}
    assert {each["SEQUENCE"] for each in days(visitor)} == {1}


@pytest.mark.parametrize("what", ["novedades.atom", "calendario.ics"])
def test_there_is_none_of_a_plan_that_the_public_does_not_see(visitor, cast, what):
    a_draft(cast, "en-preparacion")
    visitor.get(f"/planes/en-preparacion/{what}", 404)
    visitor.get(f"/planes/no-existe/{what}", 404)


def test_who_has_it_already_does_not_download_it_again(visitor, cast):
    an_announced_plan(cast)
    for address in (FEED, ICS):
        first = visitor.client.get(address)
        again = visitor.client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304
