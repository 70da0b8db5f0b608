"""The gate before the adjusted edition, as the desk shows it (R10)."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown, wording
from webapp.models import Change
from webapp.vocabulary import Decision, Origin, Phase, PlanField
from webapp.workflow import adjusting, announcing, answering
from webapp.workflow.adjusting import Why
from webapp.workflow.answering import Reply

GATE = "/gestion/planes/plan-de-prueba/publicacion"


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def elena(plan, cast, desk):
    return desk(cast.elena_editor)


@pytest.fixture
def edition(plan, cast):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


def token_of(visitor):
    return visitor.get("/gestion/").form(inside=".//header")["csrf_token"]


def answered(comment, cast, decision, *, publish=True):
    at = AFTER_CLOSE
    reply = Reply(
        decision=decision,
        text="Gracias.",
        reason="Por esto. Así consta en el acta de la mesa directiva.",
    )
    answer = answering.submit(comment, reply, version=None, by=cast.rosa_responder, at=at)
    answer = answering.approve(answer, version=answer.version, by=cast.alba_approver, at=at)
    if publish:
        answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)


def changed(plan, cast, *comments, origin=Origin.OBSERVATIONS):
    (change,) = adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.TERM_MONTHS: 6},
        Why(origin=origin, reason="Lo pidieron. Así lo decidió la Mesa.", comments=comments),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    return change


def test_each_thing_missing_leads_to_where_it_is_mended_r10(plan, edition, cast, elena):
    unmoderated = filed(plan).comment
    unchanged = shown(filed(plan).comment, cast)
    general = shown(filed(plan, code=None).comment, cast)
    for comment in (unchanged, general):
        answered(comment, cast, Decision.INCORPORATED, publish=False)
    change = changed(plan, cast, origin=Origin.OWN_MOTION)
    Change.update(origin=Origin.OBSERVATIONS).where(Change.id == change.id).execute()
    page = elena.get(GATE)
    for address in (
        f"/gestion/observaciones/{unmoderated.filing_number}",
        f"/gestion/observaciones/{unmoderated.filing_number}/respuesta",
        f"/gestion/planes/plan-de-prueba/ajuste/1.1?usar={unchanged.filing_number}",
        "/gestion/planes/plan-de-prueba/ajuste",
        f"/gestion/cambios/{change.id}",
    ):
        assert address in page.links
    assert "Publicar el plan ajustado" not in page.words


def test_with_something_missing_it_refuses_to_publish_r10(plan, edition, cast, elena):
    missing = filed(plan).comment
    data = {"csrf_token": token_of(elena)}
    page = elena.post(GATE, data, 409)
    assert "todavía" in page.text_of(".//div[@class='summary']").lower()
    assert missing.filing_number in page.words
    fragment = elena.post(GATE, data, 409, htmx=True)
    assert "<html" not in fragment.html
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.ANSWERING


def test_with_nothing_missing_it_is_checked_published_and_shows_its_digest_r1(
    plan, edition, cast, elena
):
    comment = shown(filed(plan).comment, cast)
    changed(plan, cast, comment)
    answered(comment, cast, Decision.INCORPORATED)
    page = elena.get(GATE)
    assert "No falta nada" in page.words
    assert "De 3 a 6 meses" in page.words
    elena.post(GATE, page.form())
    page = elena.get(GATE)
    assert page.h1 == "La edición 2 está publicada"
    digest = plan.fresh().current_edition.digest
    assert page.text_of(".//*[@id='digest']") == digest
    assert "/planes/plan-de-prueba/cambios" in page.links
    assert not page.all(".//main//form[@method='post']")


def test_only_what_was_read_is_published_r1(plan, edition, cast, elena):
    read = elena.get(GATE).form()
    changed(plan, cast, origin=Origin.OWN_MOTION)
    page = elena.post(GATE, read, 409)
    assert "Algo cambió después de que usted abrió esta página." in page.words
    assert "De 3 a 6 meses" in page.words
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.ANSWERING
    elena.post(GATE, page.form())
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.ADJUSTED


def test_it_is_not_published_twice(plan, edition, cast, elena):
    form = elena.get(GATE).form()
    elena.post(GATE, form)
    elena.post(GATE, form, 409)


def test_before_there_is_an_adjusted_edition_it_says_where_to_start(plan, elena):
    page = elena.get(GATE)
    assert "Todavía no hay edición ajustada" in page.words
    assert "/gestion/planes/plan-de-prueba/ajuste" in page.links
    elena.post(GATE, {"csrf_token": token_of(elena)}, 409)


def test_other_roles_read_the_gate_and_do_not_publish(plan, edition, cast, desk):
    for person in (cast.aldo_auditor, cast.alba_approver, cast.mario_moderator):
        visitor = desk(person)
        assert "Publicar el plan ajustado" not in visitor.get(GATE).words
        visitor.post(GATE, {"csrf_token": token_of(visitor)}, 403)


def test_a_cancelled_plan_has_no_adjusted_plan_to_publish(plan, cast, elena):
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    page = elena.get(GATE)
    assert "No hay plan ajustado que publicar." in page.words
    assert "Todavía no es el momento" not in page.words
