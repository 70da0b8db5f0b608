"""The desk's list of observations, and the page of each."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, shown
from webapp.models import Event
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Decision, Ground
from webapp.workflow import adjusting, answering, moderating
from webapp.workflow.answering import Reply

LIST = "/gestion/planes/plan-de-prueba/observaciones"
SECRET = "Soy Marleny Quiceno, celular 300 000 0012."


def page_of(comment):
    return f"/gestion/observaciones/{comment.filing_number}"


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


def numbers_on(page):
    return [each.text for each in page.all(".//ul[@class='entries']//h2/a")]


def test_it_lists_the_observations_in_the_order_they_were_filed(plan, cast, desk):
    numbers = [filed(plan).comment.filing_number for _ in range(3)]
    page = desk(cast.aldo_auditor).get(LIST)
    assert numbers_on(page) == numbers
    assert "3 a tiempo" in page.words


def test_an_unknown_plan_is_not_found(plan, cast, desk):
    desk(cast.aldo_auditor).get("/gestion/planes/no-hay/observaciones", 404)
    desk(cast.aldo_auditor).get("/gestion/observaciones/CMC-2026-999999", 404)


def test_it_narrows_down_by_what_the_address_asks(plan, cast, desk):
    first = shown(filed(plan, "Un buzón azul.").comment, cast)
    second = filed(plan, "El plazo es largo.", code="2.1").comment
    third = filed(plan, "Sobre todo el plan.", code=None).comment
    answering.draft(
        first,
        Reply(decision=Decision.OUT_OF_SCOPE, text="", reason=""),
        version=None,
        by=cast.rosa_responder,
        at=WHILE_OPEN,
    )
    moderator = desk(cast.mario_moderator)
    for asked, expected in {
        "publicacion=shown": [first],
        "publicacion=pending": [second, third],
        "respuesta=draft": [first],
        "respuesta=sin": [second, third],
        "decision=out_of_scope": [first],
        "accion=2.1": [second],
        "accion=general": [third],
        "q=buz": [first],
        f"q={second.filing_number.lower()}": [second],
        "publicacion=pending&accion=2.1": [second],
        "publicacion=tonterias": [first, second, third],
        "q=nada+de+esto": [],
    }.items():
        page = moderator.get(f"{LIST}?{asked}")
        assert numbers_on(page) == [each.filing_number for each in expected], asked
    assert "Ninguna observación cumple" in page.words


def test_words_are_looked_for_in_what_the_reader_may_read_r13(plan, cast, desk):
    filed(plan, SECRET)
    assert numbers_on(desk(cast.rosa_responder).get(f"{LIST}?q=Marleny")) == []
    assert len(numbers_on(desk(cast.mario_moderator).get(f"{LIST}?q=Marleny"))) == 1


def test_it_comes_in_pages_of_25_that_keep_what_was_asked(plan, cast, desk):
    for _ in range(27):
        filed(plan)
    auditor = desk(cast.aldo_auditor)
    page = auditor.get(f"{LIST}?publicacion=pending")
    assert len(numbers_on(page)) == 25
    (following,) = page.all(".//a[@rel='next']")
    assert "publicacion=pending" in following.get("href")
    page = auditor.get(following.get("href"))
    assert len(numbers_on(page)) == 2
    assert not page.all(".//a[@rel='next']")
    fragment = auditor.get(f"{LIST}?publicacion=pending", htmx=True)
    assert "<html" not in fragment.html
    assert len(numbers_on(fragment)) == 25


def test_an_unmoderated_text_is_read_only_by_who_moderates_r13(plan, cast, desk):
    comment = filed(plan, SECRET).comment
    for person in (cast.rosa_responder, cast.elena_editor, cast.alba_approver, cast.aldo_auditor):
        for address in (LIST, page_of(comment)):
            page = desk(person).get(address)
            assert "Marleny" not in page.html
            assert "solo lo lee quien modera" in page.words
    assert "Marleny" in desk(cast.mario_moderator).get(page_of(comment)).words


def test_a_redacted_text_is_read_without_what_was_suppressed(plan, cast, desk):
    comment = filed(plan, SECRET).comment
    moderating.redact(
        comment,
        moderating.everywhere(comment, "Marleny Quiceno", RedactionKind.NAME),
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    page = desk(cast.rosa_responder).get(page_of(comment))
    assert "[nombre suprimido]" in page.words
    assert "Marleny" not in page.html
    page = desk(cast.mario_moderator).get(page_of(comment))
    assert "Marleny" in page.words
    assert "[nombre suprimido]" in page.words


def test_its_page_leads_to_what_each_role_can_do_next(plan, cast, desk, clock):
    comment = shown(filed(plan).comment, cast)
    clock(AFTER_CLOSE)
    address = page_of(comment)
    assert f"{address}/respuesta" in desk(cast.rosa_responder).get(address).links
    assert f"{address}/supresiones" in desk(cast.mario_moderator).get(address).links
    overview = "/gestion/planes/plan-de-prueba/ajuste"
    assert overview in desk(cast.elena_editor).get(address).links
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjust = f"{overview}/1.1?usar={comment.filing_number}"
    assert adjust in desk(cast.elena_editor).get(address).links
    assert adjust not in desk(cast.aldo_auditor).get(address).links


def test_before_and_after_keep_to_what_the_list_was_narrowed_down_to(plan, cast, desk):
    first, second, third = (filed(plan).comment for _ in range(3))
    shown(second, cast)
    page = desk(cast.mario_moderator).get(f"{page_of(first)}?publicacion=pending")
    assert f"{page_of(third)}?publicacion=pending" in page.links
    page = desk(cast.mario_moderator).get(page_of(second))
    assert page_of(first) in page.links
    assert page_of(third) in page.links


def test_it_warns_who_moderates_of_what_looks_like_personal_data(plan, cast, desk):
    page = desk(cast.mario_moderator).get(page_of(filed(plan, SECRET).comment))
    assert "Parece tener datos personales" in page.words


def test_contact_data_are_seen_on_demand_and_it_is_noted_r13_r17(plan, cast, desk):
    comment = filed(
        plan,
        author_kind=AuthorKind.PERSON,
        name="Marleny Quiceno",
        email="marleny@example.org",
        consent=True,
    ).comment
    moderator = desk(cast.mario_moderator)
    page = moderator.get(page_of(comment))
    assert "marleny" not in page.html.lower()
    seen = moderator.post(f"{page_of(comment)}/remitente", page.form(), 201)
    assert "marleny@example.org" in seen.words
    assert seen.response.headers["Cache-Control"] == "no-store"
    assert Event.head().verb == "submitter.seen"
    assert "Vio los datos de contacto" in moderator.get(page_of(comment)).words


def test_contact_data_are_not_for_the_other_roles_r13(plan, cast, desk):
    comment = filed(
        plan, author_kind=AuthorKind.PERSON, name="Marleny", email="m@example.org", consent=True
    ).comment
    token = desk(cast.mario_moderator).get(page_of(comment)).form()["csrf_token"]
    for person in (cast.rosa_responder, cast.elena_editor, cast.alba_approver, cast.aldo_auditor):
        visitor = desk(person)
        page = visitor.get(page_of(comment))
        assert not [form for form in page.all(".//form") if "remitente" in form.get("action", "")]
        token = visitor.get("/gestion/").form(inside=".//header")["csrf_token"]
        visitor.post(f"{page_of(comment)}/remitente", {"csrf_token": token}, 403)


def test_without_contact_data_there_is_nothing_to_see(plan, cast, desk):
    comment = filed(plan).comment
    moderator = desk(cast.mario_moderator)
    page = moderator.get(page_of(comment))
    assert "Ver datos de contacto" not in page.words
    moderator.post(f"{page_of(comment)}/remitente", page.form(), 404)
