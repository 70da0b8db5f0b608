"""One thing done to many observations, as staff meet it: list first, then act, then undo (R16)."""

import pytest

from tests.cast import AFTER_CLOSE, CLOSES_AT, an_announced_plan, filed, later, shown
from tests.worlds import crowd
from webapp.models import Answer, Area, BulkAct, Comment, Handling
from webapp.vocabulary import AnswerState, Publication
from webapp.workflow import announcing, handling, moderating

PLAN = "/gestion/planes/plan-de-prueba"
REPLY = {
    "decision": "not_incorporated",
    "text": "Gracias por escribir.",
    "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
}


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    for number in range(1, 4):
        filed(plan, f"Pongan {number} buzones en la plaza.")
    clock(AFTER_CLOSE)
    return plan


def numbers():
    return [each.filing_number for each in Comment.select().order_by(Comment.id)]


def picked(act, *, which=None, **more):
    query = "&".join([f"n={each}" for each in which or numbers()])
    return f"{PLAN}/lotes/{act}?{query}"


ACTS = {
    "asignacion": ("mario_moderator", {"due_on": "2026-04-06"}, {"due_on": "mañana"}),
    "publicacion": ("mario_moderator", {}, None),
    "etiquetas": ("rosa_responder", {"tags": "buzón, plaza"}, {"tags": " , "}),
    "respuesta": ("rosa_responder", {**REPLY, "then": "submit"}, {"then": "submit"}),
}
EACH_ACT = pytest.mark.parametrize("act", list(ACTS))


@EACH_ACT
def test_the_exact_list_is_read_before_anything_is_done(plan, cast, desk, act):
    who, _, _ = ACTS[act]
    page = desk(getattr(cast, who)).get(picked(act, which=numbers()[:2]))
    assert "Esto toca 2 observaciones" in page.words
    for number, wanted in zip(numbers(), (True, True, False), strict=True):
        assert (number in page.words) is wanted
    assert not BulkAct.select().exists()


@EACH_ACT
def test_the_act_leads_to_what_was_done_and_to_its_undoing(plan, cast, desk, act):
    who, fields, _ = ACTS[act]
    person = desk(getattr(cast, who))
    done = person.fill(picked(act), **fields)
    address = done.response.location
    assert address == f"/gestion/lotes/{BulkAct.get().id}"
    page = person.get(address)
    assert "3 observaciones" in page.h1
    for number in numbers():
        assert number in page.words
    undone = person.fill(address)
    assert undone.response.location == address
    page = person.get(address)
    assert page.h1.startswith("Deshecho")
    assert "3 observaciones están como antes." in page.words


@EACH_ACT
def test_htmx_is_sent_to_what_was_done(plan, cast, desk, act):
    who, fields, _ = ACTS[act]
    page = desk(getattr(cast, who)).fill(picked(act), 204, htmx=True, **fields)
    assert page.response.headers["HX-Redirect"] == f"/gestion/lotes/{BulkAct.get().id}"


@EACH_ACT
@pytest.mark.parametrize("htmx", [False, True])
def test_bad_input_keeps_the_list_and_what_was_typed(plan, cast, desk, act, htmx):
    who, _, faulty = ACTS[act]
    if faulty is None:
        return
    page = desk(getattr(cast, who)).fill(picked(act), 422, htmx=htmx, **faulty)
    assert "Esto toca 3 observaciones" in page.words
    assert page.all(".//*[@class='summary']")
    assert not BulkAct.select().exists()


@EACH_ACT
@pytest.mark.parametrize("htmx", [False, True])
def test_a_list_that_changed_is_refused_naming_the_changed_ones_and_acts_on_the_rest_after(
    plan, cast, desk, act, htmx
):
    who, fields, _ = ACTS[act]
    person = desk(getattr(cast, who))
    address = picked(act)
    sent = {**person.get(address).form(), **fields}
    other = Comment.find(numbers()[1])
    handling.tag(other, ["urgente"], version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    page = person.post(f"{PLAN}/lotes/{act}", sent, 409, htmx=htmx)
    assert "1 observación cambió mientras tanto" in page.words
    assert "Esto toca 2 observaciones" in page.words
    assert not BulkAct.select().exists()
    inside = "." if htmx else ".//main"
    form = page.form(inside=inside)
    assert other.filing_number not in form["listed"]
    for name, value in fields.items():
        if name not in ("then", "due_on", "decision"):
            assert form[name] == value
    person.post(f"{PLAN}/lotes/{act}", {**form, **fields})
    assert [item["filing_number"] for item in BulkAct.get().items] == [
        numbers()[0],
        numbers()[2],
    ]


@EACH_ACT
def test_nobody_is_refused_by_an_empty_list_with_a_dead_end(plan, cast, desk, act):
    who, fields, _ = ACTS[act]
    person = desk(getattr(cast, who))
    page = person.get(f"{PLAN}/lotes/{act}")
    assert f"{PLAN}/observaciones" in page.links
    token = person.get("/gestion/").form(inside=".//header")["csrf_token"]
    page = person.post(f"{PLAN}/lotes/{act}", {"csrf_token": token, **fields}, 422)
    assert "Elija al menos una observación." in page.words


def test_the_whole_list_narrowed_down_is_picked_with_one_box(plan, cast, desk):
    shown(Comment.find(numbers()[0]), cast)
    page = desk(cast.mario_moderator).get(f"{PLAN}/lotes/publicacion?todas=si&publicacion=pending")
    assert "Esto toca 2 observaciones" in page.words


def test_a_list_of_more_than_five_hundred_is_cut_and_says_so(plan, cast, desk):
    crowd(plan, 600)
    page = desk(cast.mario_moderator).get(f"{PLAN}/lotes/etiquetas?todas=si")
    assert "Estas son las primeras 500 de la lista" in page.words
    assert "Esto toca 500 observaciones" in page.words


def test_texts_with_a_sign_of_personal_data_are_left_out_saying_why(plan, cast, desk):
    number = filed(plan, "Llámeme al 310 555 12 34.", at=later(CLOSES_AT, hours=-1)).comment
    page = desk(cast.mario_moderator).get(picked("publicacion"))
    assert "1 no se tocará" in page.words
    assert f"{number.filing_number}: Parece tener datos personales" in page.words
    assert number.filing_number not in page.form()["listed"]


def test_a_responder_reads_in_the_list_nothing_that_is_not_shown(plan, cast, desk):
    page = desk(cast.rosa_responder).get(picked("respuesta"))
    assert "buzones en la plaza" not in page.words


def test_many_are_answered_with_one_text_and_sent_for_approval(plan, cast, desk):
    desk(cast.rosa_responder).fill(picked("respuesta"), **REPLY, then="submit")
    for each in Comment.select():
        answer = each.answers.get()
        assert (answer.state, answer.text) == (AnswerState.SUBMITTED, "Gracias por escribir.")


def test_many_are_answered_as_drafts_however_unfinished(plan, cast, desk):
    desk(cast.rosa_responder).fill(picked("respuesta"), text="Gracias.", then="draft")
    assert {each.answers.get().state for each in Comment.select()} == {AnswerState.DRAFT}


def test_many_are_handed_over_to_an_area(plan, cast, desk):
    area = Area.create(name="Hacienda")
    desk(cast.mario_moderator).fill(picked("asignacion"), area=str(area.id))
    assert {each.area_id for each in Handling.select()} == {area.id}


def test_what_came_before_a_cancellation_is_answered_in_bulk_too(plan, cast, desk, clock):
    person = desk(cast.rosa_responder)
    page = person.get(picked("respuesta"))
    announcing.cancel(
        plan.fresh(),
        reason="Se retira. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    person.post(f"{PLAN}/lotes/respuesta", {**page.form(), **REPLY, "then": "submit"})
    assert Answer.select().where(Answer.state == AnswerState.SUBMITTED).exists()


def test_undoing_says_item_by_item_what_was_left_and_why(plan, cast, desk):
    person = desk(cast.mario_moderator)
    address = person.fill(picked("publicacion")).response.location
    comment = Comment.find(numbers()[1])
    moderating.show(comment, version=comment.version, by=cast.mario_moderator, at=AFTER_CLOSE)
    person.fill(address)
    page = person.get(address)
    assert "1 quedó como está" in page.words
    assert f"{numbers()[1]}: Alguien la editó después. Último: Mario Moderador." in page.words
    assert [each.publication for each in Comment.select().order_by(Comment.id)] == [
        Publication.PENDING,
        Publication.SHOWN,
        Publication.PENDING,
    ]


def test_an_act_is_undone_once_and_only_by_who_did_it(plan, cast, desk):
    person = desk(cast.mario_moderator)
    address = person.fill(picked("publicacion")).response.location
    form = person.get(address).form()
    other = desk(cast.rosa_responder)
    assert not other.get(address).all(".//main//form")
    token = other.get("/gestion/").form(inside=".//header")["csrf_token"]
    other.post(f"{address}/reversion", {"csrf_token": token}, 403)
    person.post(f"{address}/reversion", form)
    page = person.post(f"{address}/reversion", form, 409)
    assert "Esto ya se deshizo." in page.words


def test_what_was_done_at_once_is_found_again_later(plan, cast, desk):
    person = desk(cast.mario_moderator)
    address = person.fill(picked("publicacion")).response.location
    page = desk(cast.aldo_auditor).get(f"{PLAN}/lotes")
    assert address in page.links
    assert "3 observaciones" in page.words
    assert not desk(cast.aldo_auditor).get(address).all(".//main//form")


@EACH_ACT
def test_an_act_of_a_role_that_one_does_not_hold_is_refused(plan, cast, desk, act):
    desk(cast.aldo_auditor).get(picked(act), 403)
    desk(cast.ada_admin).get(picked(act), 403)


def test_what_does_not_exist_is_not_found(plan, cast, desk):
    person = desk(cast.mario_moderator)
    person.get("/gestion/lotes/99", 404)
    person.get("/gestion/planes/otro/lotes", 404)
    person.get("/gestion/planes/otro/lotes/etiquetas", 404)


def test_a_stranger_is_sent_to_sign_in(plan, visitor):
    for act in ACTS:
        visitor.get(f"{PLAN}/lotes/{act}", 302)
    visitor.get(f"{PLAN}/lotes", 302)
