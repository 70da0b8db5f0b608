"""Groups of like observations as staff meet them (R15)."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from webapp.models import Answer, BulkAct, Comment, CommentGroup, GroupMember
from webapp.workflow import grouping

PLAN = "/gestion/planes/plan-de-prueba"
AGREES = "Estoy de acuerdo con que el buzón se ponga en la plaza principal del municipio."
DISAGREES = "No estoy de acuerdo con que el buzón se ponga en la plaza principal del municipio."
REPLY = {
    "decision": "not_incorporated",
    "text": "Gracias por escribir.",
    "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
    "then": "submit",
}


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    for text in (AGREES, DISAGREES, f"{AGREES} Y arreglen la banca."):
        shown(filed(plan, text).comment, cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def group(plan, cast):
    comments = list(Comment.select().order_by(Comment.id))
    return grouping.start(plan, "El buzón", comments, by=cast.rosa_responder, at=AFTER_CLOSE)


def numbers():
    return [each.filing_number for each in Comment.select().order_by(Comment.id)]


@pytest.fixture
def address(plan):
    return f"/gestion/observaciones/{numbers()[0]}/parecidas"


def test_likeness_is_suggested_with_the_differing_words_marked(plan, cast, desk, address):
    page = desk(cast.rosa_responder).get(address)
    assert numbers()[1] in page.words
    assert "Estoy" in page.text_of(".//main//form//del")
    assert "No estoy" in page.text_of(".//main//form//ins")
    assert not CommentGroup.select().exists()


def test_the_page_of_an_observation_asks_for_its_suggestions_and_links_to_them(
    plan, cast, desk, address
):
    page = desk(cast.rosa_responder).get(f"/gestion/observaciones/{numbers()[0]}")
    assert address in page.links
    assert page.all(f".//*[@hx-get='{address}']")


def test_htmx_gets_the_suggestions_alone(plan, cast, desk, address):
    page = desk(cast.rosa_responder).get(address, htmx=True)
    assert not page.all(".//h1")
    assert page.response.headers["Vary"].count("HX-Request")


def test_a_group_is_started_from_the_suggestions_that_were_ticked(plan, cast, desk, address):
    person = desk(cast.rosa_responder)
    token = person.get(address).form()["csrf_token"]
    page = person.post(
        f"{PLAN}/grupos/nuevo",
        {"csrf_token": token, "n": [numbers()[0], numbers()[2]], "title": "El buzón"},
    )
    group = CommentGroup.get()
    assert page.response.location == f"/gestion/grupos/{group.id}"
    assert {each.comment.filing_number for each in group.members} == {numbers()[0], numbers()[2]}
    assert person.get(page.response.location).h1 == "El buzón"


@pytest.mark.parametrize("htmx", [False, True])
def test_a_group_without_a_name_keeps_what_was_ticked(plan, cast, desk, address, htmx):
    person = desk(cast.rosa_responder)
    token = person.get(address).form()["csrf_token"]
    page = person.post(
        f"{PLAN}/grupos/nuevo", {"csrf_token": token, "n": numbers()[:2]}, 422, htmx=htmx
    )
    assert "Escriba un nombre para el grupo." in page.words
    ticked = [box.get("value") for box in page.all(".//input[@name='n']")]
    assert ticked == numbers()[:2]


def test_a_group_is_started_from_the_list(plan, cast, desk):
    person = desk(cast.mario_moderator)
    page = person.get(f"{PLAN}/grupos/nuevo?n={numbers()[0]}&n={numbers()[1]}")
    assert "2 observaciones" in page.words
    assert "Elija primero las observaciones" in person.get(f"{PLAN}/grupos/nuevo").words


def test_an_observation_that_is_in_a_group_is_refused_by_another(group, cast, desk):
    person = desk(cast.mario_moderator)
    page = person.fill(f"{PLAN}/grupos/nuevo?n={numbers()[0]}", 409, title="Otro", n=numbers()[0])
    assert "Ya está en un grupo" in page.words
    assert page.form()["title"] == "Otro"


def test_the_page_of_a_group_marks_how_each_member_differs_from_the_first(group, cast, desk):
    page = desk(cast.aldo_auditor).get(f"/gestion/grupos/{group.id}")
    assert all(number in page.words for number in numbers())
    assert "No estoy" in page.text_of(".//li//ins")
    assert not page.all(".//main//form")


def test_a_group_that_passes_ten_is_pointed_out(plan, cast, desk):
    comments = [
        shown(filed(plan, AGREES, at=AFTER_CLOSE.replace(day=10)).comment, cast) for _ in range(11)
    ]
    ten = grouping.start(plan, "Diez", comments[:10], by=cast.rosa_responder, at=AFTER_CLOSE)
    person = desk(cast.rosa_responder)
    assert "dicen casi lo mismo" not in person.get(f"/gestion/grupos/{ten.id}").words
    grouping.add(ten, comments[10], by=cast.rosa_responder, at=AFTER_CLOSE)
    assert (
        "Más de 10 observaciones dicen casi lo mismo"
        in person.get(f"/gestion/grupos/{ten.id}").words
    )
    assert "Más de 10" in person.get(f"{PLAN}/grupos").words


def test_one_more_joins_and_any_is_taken_out(plan, cast, desk):
    comments = list(Comment.select().order_by(Comment.id))
    group = grouping.start(plan, "Uno", comments[:1], by=cast.rosa_responder, at=AFTER_CLOSE)
    person = desk(cast.rosa_responder)
    address = f"/gestion/grupos/{group.id}"
    person.fill(address, filing_number=numbers()[1].lower())
    assert group.members.count() == 2
    person.fill(f"{address}/miembros/{numbers()[1]}/salida")
    assert [each.comment_id for each in group.members] == [comments[0].id]
    person.get(f"{address}/miembros/{numbers()[1]}/salida", 404)


def test_a_number_that_does_not_exist_or_is_elsewhere_does_not_join(group, cast, desk):
    person = desk(cast.rosa_responder)
    address = f"/gestion/grupos/{group.id}"
    page = person.fill(address, 422, filing_number="CMC-2026-999999")
    assert "No hay ninguna observación con ese radicado." in page.words
    page = person.fill(address, 409, filing_number=numbers()[0])
    assert "Ya está en un grupo" in page.words


def test_the_extra_paragraph_of_a_member_goes_out_with_its_answer_alone(group, cast, desk):
    person = desk(cast.rosa_responder)
    address = f"/gestion/grupos/{group.id}"
    person.fill(f"{address}/miembros/{numbers()[2]}/parrafo", extra="La banca se arregla en mayo.")
    page = person.get(f"{address}/respuesta")
    assert "La banca se arregla en mayo." in page.words
    done = person.fill(f"{address}/respuesta", **REPLY)
    assert done.response.location == f"/gestion/lotes/{BulkAct.get().id}"
    texts = [each.text for each in Answer.select().order_by(Answer.comment)]
    assert texts == [
        "Gracias por escribir.",
        "Gracias por escribir.",
        "Gracias por escribir.\n\nLa banca se arregla en mayo.",
    ]


@pytest.mark.parametrize("htmx", [False, True])
def test_two_people_who_write_a_paragraph_see_both_texts_r12(group, cast, desk, htmx):
    address = f"/gestion/grupos/{group.id}/miembros/{numbers()[0]}/parrafo"
    rosa, mario = desk(cast.rosa_responder), desk(cast.mario_moderator)
    mine = rosa.get(address).form()
    mario.fill(address, extra="Lo de Mario.")
    page = rosa.post(address, {**mine, "extra": "Lo de Rosa."}, 409, htmx=htmx)
    assert "Lo de Mario." in page.words
    form = page.form(inside="." if htmx else ".//main")
    assert form["extra"] == "Lo de Rosa."
    rosa.post(address, form)
    assert GroupMember.get(GroupMember.group == group).extra == "Lo de Rosa."


def test_an_unfinished_answer_to_a_group_is_not_sent(group, cast, desk):
    page = desk(cast.rosa_responder).fill(
        f"/gestion/grupos/{group.id}/respuesta", 422, text="Gracias.", then="submit"
    )
    assert "Escoja una decisión." in page.words
    assert page.form()["text"] == "Gracias."
    assert not Answer.select().exists()


def test_the_answer_to_a_group_whose_members_changed_is_refused(group, cast, desk):
    person = desk(cast.rosa_responder)
    address = f"/gestion/grupos/{group.id}/respuesta"
    sent = {**person.get(address).form(), **REPLY}
    taken = Comment.find(numbers()[1])
    grouping.take_out(group, taken, by=cast.mario_moderator, at=AFTER_CLOSE)
    page = person.post(address, sent, 409)
    assert "1 observación cambió mientras tanto" in page.words
    assert taken.filing_number not in page.form()["listed"]
    person.post(address, {**page.form(), **REPLY})
    assert Answer.select().count() == 2


def test_an_observation_in_a_group_says_so(group, cast, desk):
    page = desk(cast.rosa_responder).get(f"/gestion/observaciones/{numbers()[0]}")
    assert f"/gestion/grupos/{group.id}" in page.links


def test_who_may_not_group_is_refused(group, cast, desk, visitor):
    person = desk(cast.elena_editor)
    token = person.get("/gestion/").form(inside=".//header")["csrf_token"]
    person.get(f"{PLAN}/grupos/nuevo", 403)
    person.post(f"/gestion/grupos/{group.id}/miembros", {"csrf_token": token}, 403)
    desk(cast.mario_moderator).get(f"/gestion/grupos/{group.id}/respuesta", 403)
    visitor.get(f"/gestion/grupos/{group.id}", 302)


def test_what_does_not_exist_is_not_found(plan, cast, desk):
    person = desk(cast.rosa_responder)
    for address in (
        "/gestion/grupos/9",
        "/gestion/grupos/9/respuesta",
        "/gestion/planes/otro/grupos",
        "/gestion/observaciones/CMC-2026-999999/parecidas",
    ):
        person.get(address, 404)
