"""Requests over personal data on the desk: find, check, do, print the answer (R13)."""

import logging

import pytest

from tests.cast import AFTER_CLOSE, Cast, an_account, an_announced_plan, filed, shown
from tests.visitor import Page, Visitor
from tests.workflow.test_personal_data import CANARIES, EMAIL, NAME, PERSON, PHONE, a_letter
from webapp.models import Comment, Event, Plan, Submitter
from webapp.vocabulary import Role

ROOM = "/gestion/datos-personales"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan: Plan, cast: Cast) -> Comment:
    return a_letter(plan, cast, **PERSON)


@pytest.fixture
def mario(desk, cast: Cast, clock) -> Visitor:
    clock(AFTER_CLOSE)
    return desk(cast.mario_moderator)


def held(mario: Visitor) -> Page:
    """What is found by her e-mail address."""
    return mario.fill(f"{ROOM}/busqueda", 200, clue="email", typed=EMAIL)


def checked(mario: Visitor, comment: Comment, right: str) -> Page:
    """The page that asks whether to do it."""
    asked = {"numbers": comment.filing_number, "right": right, "received_on": "2026-03-19"}
    return mario.post(f"{ROOM}/solicitud", {**held(mario).form(), **asked}, 200)


def answered(mario: Visitor, comment: Comment, right: str, **typed: str) -> Page:
    """The answer, once it is done."""
    done = mario.post(f"{ROOM}/solicitud", {**checked(mario, comment, right).form(), **typed})
    return mario.get(done.response.location)


def test_the_menu_leads_to_it(mario):
    assert ROOM in mario.get("/gestion/").links
    assert f"{ROOM}/busqueda" in mario.get(ROOM).links


def test_a_person_is_found_by_what_they_give_and_all_that_is_held_is_shown_r13(mario, comment):
    page = held(mario)
    for each in (*CANARIES[:4], comment.filing_number, comment.plan.title, "17 de marzo de 2028"):
        assert each in page.words


def test_who_is_not_there_is_said_so(mario, comment):
    page = mario.fill(f"{ROOM}/busqueda", 422, clue="name", typed="Zoraida")
    assert "No se conserva nada bajo exactamente eso." in page.text_of(".//div[@role='alert']")
    assert page.form()["typed"] == "Zoraida"


def test_no_datum_gets_into_an_address_a_log_or_a_cache_r13(mario, comment, caplog):
    with caplog.at_level(logging.DEBUG):
        pages = [held(mario), checked(mario, comment, "correct")]
        pages.append(answered(mario, comment, "correct", name="Zoraida Quintero", phone="3100"))
    for page in pages:
        assert page.response.headers["Cache-Control"] == "no-store"
        assert not [link for link in page.links if EMAIL in link or "Zoraida" in link]
        request = page.response.request
        assert not [each for each in CANARIES if each in request.url]
    assert not [each for each in CANARIES if each in caplog.text]


def test_erasing_is_checked_done_and_answered_with_its_term_r13(mario, comment):
    page = checked(mario, comment, "erase")
    assert "No se puede deshacer." in page.words
    assert Submitter.select().exists()
    page = answered(mario, comment, "erase")
    assert not Submitter.select().exists()
    for said in (comment.filing_number, "Mario Moderador", "15 días hábiles", "art. 15", "1581"):
        assert said in page.words
    assert not [each for each in CANARIES if each in page.html]


def test_where_else_the_data_stand_is_said_before_they_are_erased_r13(mario, plan, cast):
    comment = a_letter(plan, cast, f"Soy {NAME} y pido un buzón.", **PERSON)
    shown(comment, cast)
    page = checked(mario, comment, "erase")
    assert "también están en otros textos" in page.words
    assert f"{comment.filing_number}: el texto que lee el público" in page.words
    assert f"{comment.filing_number}: el texto original" in page.words
    other = a_letter(plan, cast, "Otra cosa.", **PERSON)
    assert "otros textos" not in checked(mario, other, "erase").words


def test_the_answer_to_who_asks_to_know_says_it_to_who_attends_it_and_to_nobody_else_r13(
    mario, comment, desk, cast
):
    page = answered(mario, comment, "know")
    assert NAME in page.words
    assert "10 días hábiles" in page.words
    auditor = desk(cast.aldo_auditor)
    assert f"{ROOM}/respuestas/1" in auditor.get(ROOM).links
    page = auditor.get(f"{ROOM}/respuestas/1")
    assert not [each for each in CANARIES if each in page.html]


def test_only_who_is_noted_to_have_seen_the_data_reads_them_in_the_answer_r13(mario, comment, desk):
    page = answered(mario, comment, "know")
    other = desk(an_account("Mónica Modera", Role.MODERATOR)).get(f"{ROOM}/respuestas/1")
    assert NAME in page.words
    assert not [each for each in CANARIES if each in other.html]


def test_a_form_filled_in_with_other_numbers_gives_no_data_unnoted_r13(mario, comment, plan):
    other = filed(plan, "Otra.", **PERSON | {"name": "Otilia Otero", "email": "o@example.org"})
    asked = {"numbers": "", "right": "", "received_on": "", "offered": other.comment.filing_number}
    page = mario.post(f"{ROOM}/solicitud", {**held(mario).form(), **asked}, 422)
    assert "Otilia" not in page.html


def test_each_look_at_the_data_in_an_answer_is_noted_whosever_numbers_were_sent_r13(
    mario, comment, plan
):
    other = filed(plan, "Otra.", **PERSON | {"name": "Otilia Otero", "email": "o@example.org"})
    number = other.comment.filing_number
    asked = {**checked(mario, comment, "know").form(), "numbers": number}
    mario.post(f"{ROOM}/solicitud", asked)

    def looks() -> int:
        return (
            Event.select()
            .where(Event.verb == "submitter.seen", Event.subject == f"comment:{number}")
            .count()
        )

    for times in (1, 2):
        assert "Otilia Otero" in mario.get(f"{ROOM}/respuestas/1").html
        assert looks() == times


def test_a_correction_is_typed_where_it_is_checked(mario, comment):
    page = checked(mario, comment, "correct")
    nothing = mario.post(f"{ROOM}/solicitud", page.form(), 422)
    assert "Escriba qué se corrige" in nothing.text_of(".//div[@role='alert']")
    page = answered(mario, comment, "correct", phone="3100000000")
    assert comment.submitter.phone == "3100000000"
    assert comment.submitter.name == NAME
    assert PHONE not in page.html


def test_hiding_takes_the_name_from_the_public_page(mario, comment, visitor):
    answered(mario, comment, "hide")
    assert comment.submitter.public_name == ""


def test_what_was_ticked_is_kept_when_something_lacks(mario, comment):
    asked = {"numbers": comment.filing_number, "right": "", "received_on": ""}
    page = mario.post(f"{ROOM}/solicitud", {**held(mario).form(), **asked}, 422)
    assert page.form()["numbers"] == comment.filing_number
    assert NAME in page.words
    page = mario.post(
        f"{ROOM}/solicitud",
        {**held(mario).form(), "right": "erase", "received_on": "2026-03-19", "checked": "1"},
        422,
    )
    assert "Elija al menos una observación" in page.text_of(".//div[@role='alert']")
    assert Event.select().where(Event.verb == "rights.exercised").count() == 0


def test_nobody_without_data_is_given_any_without_consent(mario, plan):
    comment = filed(plan).comment
    page = mario.fill(f"{ROOM}/busqueda", 200, clue="filing_number", typed=comment.filing_number)
    asked = {"numbers": comment.filing_number, "right": "correct", "received_on": "2026-03-19"}
    page = mario.post(f"{ROOM}/solicitud", {**page.form(), **asked}, 200)
    page = mario.post(f"{ROOM}/solicitud", {**page.form(), "email": EMAIL}, 422)
    assert "Marque la autorización" in page.text_of(".//div[@role='alert']")
    mario.post(f"{ROOM}/solicitud", {**page.form(), "email": EMAIL, "consent": "y"})
    assert comment.submitter.email == EMAIL
