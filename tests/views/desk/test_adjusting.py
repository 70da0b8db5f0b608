"""Adjusting the plan from the desk, each change beside the observations behind it."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, shown, wording
from webapp.models import Change
from webapp.models.edition_content import changes_of
from webapp.vocabulary import Origin, PlanField, Target
from webapp.workflow import adjusting, publishing
from webapp.workflow.adjusting import Why

ADJUST = "/gestion/planes/plan-de-prueba/ajuste"
ACTION = f"{ADJUST}/1.1"
NEW = "Construir un buzón y un formulario."
OWN_MOTION = {"origin": "own_motion", "reason": "La Mesa lo pidió en su sesión."}


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def comment(plan, cast):
    sent = filed(plan, proposed_text="Poner un buzón en la plaza.", target=Target.IMPROVEMENT)
    return shown(sent.comment, cast)


@pytest.fixture
def edition(plan, cast):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


@pytest.fixture
def elena(cast, desk, plan):
    return desk(cast.elena_editor)


def token_of(visitor):
    return visitor.get("/gestion/").form(inside=".//header")["csrf_token"]


def a_change(plan, cast, *comments, values=None):
    (change,) = adjusting.reword(
        wording(plan, "1.1"),
        values or {PlanField.IMPROVEMENT: NEW},
        Why(
            origin=Origin.OBSERVATIONS if comments else Origin.OWN_MOTION,
            reason="Lo pidieron. Así lo decidió la Mesa.",
            comments=comments,
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    return change


def test_the_adjusted_edition_is_started_from_its_page(plan, elena):
    elena.fill(ADJUST)
    page = elena.get(ADJUST)
    assert "Edición 2, en preparación" in page.words
    assert ACTION in page.links


def test_it_cannot_be_started_while_people_may_still_file(plan, cast, desk, clock):
    clock(WHILE_OPEN)
    elena = desk(cast.elena_editor)
    page = elena.get(ADJUST)
    assert "no se puede ajustar ahora" in page.words
    assert not page.all(".//main//form[@method='post']")
    elena.post(ADJUST, {"csrf_token": token_of(elena)}, 409)


def test_the_text_stands_beside_its_observations(comment, edition, elena):
    page = elena.get(ACTION)
    assert "Construir dos mecanismos de recolección." in page.words
    assert "Pongan un buzón en la plaza." in page.words
    assert f"{ACTION}?usar={comment.filing_number}" in page.links
    assert page.all(f".//input[@name='comments'][@value='{comment.filing_number}']")


def test_using_the_wording_that_an_observation_proposes_fills_the_form(comment, edition, elena):
    form = elena.get(f"{ACTION}?usar={comment.filing_number}").form()
    assert form["improvement"] == "Poner un buzón en la plaza."
    assert form["comments"] == comment.filing_number
    assert form["origin"] == "observations"


def test_a_wording_proposed_in_an_unmoderated_text_is_not_handed_over_r13(plan, edition, elena):
    comment = filed(plan, proposed_text="Soy Marleny Quiceno.").comment
    form = elena.get(f"{ACTION}?usar={comment.filing_number}").form()
    assert form["improvement"] == "Construir dos mecanismos de recolección."


def test_an_observation_of_another_plan_is_not_used(cast, edition, elena):
    foreign = filed(
        an_announced_plan(cast, "otro-plan"), proposed_text="Otra cosa.", at=WHILE_OPEN
    ).comment
    form = elena.get(f"{ACTION}?usar={foreign.filing_number}").form()
    assert form["improvement"] == "Construir dos mecanismos de recolección."


def test_a_change_is_saved_with_its_reason_and_its_observations_r9(comment, edition, elena, plan):
    other = filed(plan, code="2.1", at=WHILE_OPEN).comment
    elena.fill(
        ACTION,
        improvement=NEW,
        term_months="6",
        origin="observations",
        reason="Lo pidieron. Así lo decidió la Mesa.",
        comments=[comment.filing_number],
        others=other.filing_number.lower(),
    )
    changes = changes_of(edition)
    assert {change.field for change in changes} == {PlanField.IMPROVEMENT, PlanField.TERM_MONTHS}
    for change in changes:
        assert change.comments == [comment, other]
    page = elena.get(ACTION)
    assert "De 3 a 6 meses" in page.words
    assert f"/gestion/observaciones/{other.filing_number}" in page.links


def test_a_change_without_observations_or_reason_is_refused_and_kept_r9(comment, edition, elena):
    page = elena.fill(
        ACTION, 422, improvement=NEW, origin="observations", reason="Sí, lo decidió la Mesa."
    )
    assert "observaciones" in page.text_of(".//div[@class='summary']")
    assert page.form()["improvement"] == NEW
    page = elena.fill(ACTION, 422, improvement=NEW, origin="own_motion", reason="", htmx=True)
    assert "<html" not in page.html
    assert page.all(".//*[@id='reason-error']")
    elena.fill(ACTION, 422, improvement=NEW, reason="Sí, lo decidió la Mesa.")
    elena.fill(ACTION, 422, **OWN_MOTION)
    elena.fill(ACTION, 422, activity=" ", **OWN_MOTION)
    elena.fill(ACTION, 422, term_months="seis", **OWN_MOTION)
    elena.fill(ACTION, 422, term_months="99999999999", **OWN_MOTION)
    assert not Change.select().exists()


def test_a_filing_number_that_the_plan_does_not_have_is_named(edition, elena):
    page = elena.fill(
        ACTION,
        422,
        improvement=NEW,
        origin="observations",
        reason="Sí, lo decidió la Mesa.",
        others="CMC-1-100%",
    )
    assert "CMC-1-100%" in page.text_of(".//div[@class='summary']")


def test_the_difference_is_shown_and_nothing_is_saved(edition, elena):
    form = {**elena.get(ACTION).form(), "improvement": NEW, "term_months": "1"}
    page = elena.post(f"{ACTION}/diferencia", form, 200)
    assert page.form()["improvement"] == NEW
    fragment = elena.post(f"{ACTION}/diferencia", form, 200, htmx=True)
    assert "<html" not in fragment.html
    assert fragment.all(".//ins")
    assert "De 3 meses a 1 mes" in fragment.words
    assert not Change.select().exists()


def test_a_second_change_on_an_action_asks_for_its_own_reason_r9(
    comment, edition, elena, plan, cast
):
    a_change(plan, cast, comment)
    form = elena.get(ACTION).form()
    assert form["reason"] == ""
    assert "origin" not in form
    assert "comments" not in form
    assert "improvement" not in form
    elena.fill(ACTION, term_months="6", **OWN_MOTION)
    causes = {each.field: each.comments for each in changes_of(edition)}
    assert causes == {PlanField.IMPROVEMENT: [comment], PlanField.TERM_MONTHS: []}


def test_each_text_is_adjusted_further_with_its_own_reason_and_no_other_r9(
    comment, edition, elena, plan, cast
):
    a_change(plan, cast, comment)
    elena.fill(ACTION, term_months="6", origin="own_motion", reason="Otro motivo, del plazo.")
    improvement = elena.get(f"{ACTION}?campo=improvement").form()
    assert improvement["reason"] == "Lo pidieron. Así lo decidió la Mesa."
    assert improvement["comments"] == comment.filing_number
    assert "term_months" not in improvement
    term = elena.get(f"{ACTION}?campo=term_months").form()
    assert (term["reason"], term["origin"]) == ("Otro motivo, del plazo.", "own_motion")
    assert "comments" not in term
    elena.post(ACTION, {**term, "term_months": "9"})
    changes = {each.field: (each.after, each.reason) for each in changes_of(edition)}
    assert changes[PlanField.TERM_MONTHS] == ("9", "Otro motivo, del plazo.")
    assert changes[PlanField.IMPROVEMENT][1] == "Lo pidieron. Así lo decidió la Mesa."


def test_a_wording_used_in_a_text_already_changed_is_put_beside_its_causes_r9(
    comment, edition, elena, plan, cast
):
    other = shown(filed(plan, proposed_text="Poner dos buzones.", at=WHILE_OPEN).comment, cast)
    a_change(plan, cast, comment)
    page = elena.get(f"{ACTION}?usar={other.filing_number}")
    assert page.form()["improvement"] == "Poner dos buzones."
    ticked = page.all(".//input[@name='comments'][@checked]")
    assert {each.get("value") for each in ticked} == {comment.filing_number, other.filing_number}


def test_the_title_of_a_category_is_changed_again_only_from_its_change_r9(edition, elena):
    elena.fill(f"{ADJUST}/categorias/1", title="Oír", **OWN_MOTION)
    page = elena.get(f"{ADJUST}/categorias/1")
    assert not page.all(".//main//form[@method='post']")
    assert f"{ADJUST}/categorias/1?campo=category_title" in page.links


def test_the_second_of_two_saves_is_refused_shows_both_and_may_be_repeated_r12(
    edition, elena, plan
):
    form = {**elena.get(ACTION).form(), **OWN_MOTION}
    elena.post(ACTION, {**form, "improvement": "Lo primero."})
    page = elena.post(ACTION, {**form, "improvement": "Lo segundo."}, 409)
    assert "Lo primero." in page.words
    assert page.form()["improvement"] == "Lo segundo."
    assert wording(plan, "1.1").improvement == "Lo primero."
    elena.post(ACTION, page.form())
    assert wording(plan, "1.1").improvement == "Lo segundo."


def test_without_an_adjusted_edition_the_action_is_only_read(plan, elena):
    page = elena.get(ACTION)
    assert "Primero empiece la edición ajustada" in page.words
    assert ADJUST in page.links
    assert "no se puede ajustar ahora" not in page.words
    assert not page.all(".//main//textarea")
    data = {"csrf_token": token_of(elena), "activity": "Otra.", "version": "1", **OWN_MOTION}
    page = elena.post(ACTION, data, 409)
    assert page.form()["activity"] == "Otra."


def test_other_roles_read_and_write_nothing(comment, edition, plan, cast, desk):
    change = a_change(plan, cast, comment)
    for person in (cast.aldo_auditor, cast.rosa_responder, cast.alba_approver):
        visitor = desk(person)
        token = token_of(visitor)
        for address in (ADJUST, ACTION, f"/gestion/cambios/{change.id}"):
            assert not visitor.get(address).all(".//main//textarea")
            visitor.post(address, {"csrf_token": token}, 403)
        visitor.post(f"/gestion/cambios/{change.id}/deshecho", {"csrf_token": token}, 403)


def test_an_unknown_action_category_or_change_is_not_found(edition, elena):
    for address in (f"{ADJUST}/9.9", f"{ADJUST}/categorias/9", "/gestion/cambios/99"):
        elena.get(address, 404)


def test_a_category_gets_another_title(edition, elena):
    page = elena.fill(f"{ADJUST}/categorias/1", 422, title="")
    assert page.all(".//*[@id='title-error']")
    elena.fill(f"{ADJUST}/categorias/1", title="Escuchar mejor", **OWN_MOTION)
    assert "Escuchar mejor" in elena.get(ADJUST).words
    form = elena.get(f"{ADJUST}/categorias/1?campo=category_title").form()
    assert (form["title"], form["reason"]) == ("Escuchar mejor", OWN_MOTION["reason"])
    stale = {**form, "version": "1", "title": "Otro título"}
    page = elena.post(f"{ADJUST}/categorias/1", stale, 409)
    assert "Escuchar mejor" in page.words
    assert page.form()["title"] == "Otro título"


def test_the_reason_and_the_observations_of_a_change_are_corrected(
    comment, edition, elena, plan, cast
):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    page = elena.fill(address, 422, origin="observations", comments=[])
    assert "observaciones" in page.text_of(".//div[@class='summary']")
    elena.fill(
        address,
        origin="observations",
        reason="Mejor. Así lo decidió la Mesa.",
        comments=[comment.filing_number],
    )
    assert change.fresh().comments == [comment]
    assert f"/gestion/observaciones/{comment.filing_number}" in elena.get(address).links


def test_a_reason_corrected_by_two_people_loses_neither_r12(comment, edition, elena, plan, cast):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    form = elena.get(address).form()
    elena.post(address, {**form, "reason": "El primero. Así lo decidió la Mesa."})
    page = elena.post(address, {**form, "reason": "El segundo. Así lo decidió la Mesa."}, 409)
    assert "El primero. Así lo decidió la Mesa." in page.words
    assert page.form()["reason"] == "El segundo. Así lo decidió la Mesa."
    elena.post(address, page.form())
    assert change.fresh().reason == "El segundo. Así lo decidió la Mesa."


def test_a_change_is_undone(edition, elena, plan, cast):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    page = elena.get(address)
    stale = {**page.form(1), "version": "77"}
    elena.post(f"{address}/deshecho", stale, 409)
    elena.post(f"{address}/deshecho", page.form(1))
    assert wording(plan, "1.1").improvement == "Construir dos mecanismos de recolección."
    elena.get(address, 404)


def test_a_published_change_is_only_read_r1(edition, elena, plan, cast):
    change = a_change(plan, cast)
    form = elena.get(f"/gestion/cambios/{change.id}").form()
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert not elena.get(f"/gestion/cambios/{change.id}").all(".//main//textarea")
    elena.post(f"/gestion/cambios/{change.id}", form, 409)
    elena.post(f"/gestion/cambios/{change.id}/deshecho", form, 409)
    assert "no se puede ajustar ahora" in elena.get(ADJUST).words
