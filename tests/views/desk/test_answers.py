"""Drafting, approving and publishing answers from the desk."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    PASSWORD,
    WHILE_OPEN,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
    wording,
    written_out,
)
from webapp.models import Area, Report
from webapp.vocabulary import AnswerState, Channel, Decision, Origin, Phase, PlanField, Role
from webapp.workflow import adjusting, announcing, answering, publishing, staffing
from webapp.workflow.acts import OPERATOR
from webapp.workflow.answering import Reply
from webapp.workflow.commenting import Filing

REPLY = {
    "decision": "not_incorporated",
    "text": "Gracias.",
    "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
}
REPORT = "/gestion/planes/plan-de-prueba/respuestas/publicacion"


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def comment(plan, cast):
    return shown(filed(plan).comment, cast)


@pytest.fixture
def rosa(cast, desk):
    return desk(cast.rosa_responder)


@pytest.fixture
def alba(cast, desk):
    return desk(cast.alba_approver)


def at(comment, place=""):
    return f"/gestion/observaciones/{comment.filing_number}/respuesta{place}"


def submitted(comment, cast, by=None, decision=Decision.NOT_INCORPORATED):
    return answering.submit(
        comment,
        Reply(
            decision=decision,
            text="Gracias.",
            reason="Por esto. Así consta en el acta de la mesa directiva.",
        ),
        version=None,
        by=by or cast.rosa_responder,
        at=AFTER_CLOSE,
    )


def approved(comment, cast, **options):
    answer = submitted(comment, cast, **options)
    return answering.approve(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)


def token_of(visitor):
    return visitor.get("/gestion/").form(inside=".//header")["csrf_token"]


def test_a_draft_is_kept_and_taken_up_again(comment, rosa):
    rosa.fill(at(comment), text="Voy por aq", then="draft")
    page = rosa.get(at(comment))
    assert page.form()["text"] == "Voy por aq"
    rosa.post(at(comment), {**page.form(), **REPLY, "then": "submit"})
    assert comment.answers.get().state is AnswerState.SUBMITTED


def test_the_area_comes_from_the_wording_of_the_action(comment, rosa):
    assert rosa.get(at(comment)).form()["responsible_area"] == "Secretaría General"


def test_every_active_area_is_offered(comment, rosa):
    page = rosa.get(at(comment))
    offered = [each.text for each in page.all(".//select[@name='responsible_area']/option")]
    assert {area.name for area in Area.offered()} <= set(offered)


def test_submitting_needs_decision_text_and_reason_r7(comment, rosa):
    page = rosa.fill(at(comment), 422, then="submit", text="Solo el texto.")
    summary = page.text_of(".//div[@class='summary']")
    assert "Escoja una decisión" in summary
    assert "Escriba el motivo" in summary
    assert page.form()["text"] == "Solo el texto."
    fragment = rosa.fill(at(comment), 422, htmx=True, then="submit", **{**REPLY, "reason": ""})
    assert "<html" not in fragment.html
    page = rosa.fill(at(comment), 422, then="submit", **{**REPLY, "decision": "already_included"})
    assert page.all(".//*[@id='cites-error']")
    rosa.fill(at(comment), 422, then="draft", decision="tal vez")


def test_the_page_says_when_a_decision_still_needs_its_change_r8(comment, rosa, plan, cast):
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    rosa.fill(at(comment), then="draft", **{**REPLY, "decision": "incorporated"})
    page = rosa.get(at(comment))
    assert "Ningún cambio nombra todavía esta observación" in page.words
    assert f"/gestion/planes/plan-de-prueba/ajuste/1.1?usar={comment.filing_number}" in page.links
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.TERM_MONTHS: 6},
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Lo pidió. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    page = rosa.get(at(comment))
    assert "Ningún cambio nombra" not in page.words
    assert "De 3 a 6 meses" in page.words


def test_the_approver_reads_observation_answer_and_change_and_approves(comment, alba, cast):
    submitted(comment, cast)
    page = alba.get(at(comment))
    assert "Pongan un buzón" in page.words
    assert "Construir dos mecanismos" in page.words
    alba.post(at(comment, "/aprobacion"), page.form())
    assert comment.answers.get().approved_by == cast.alba_approver


def test_who_drafted_finds_no_button_but_the_reason_r11(comment, desk):
    both = staffing.add_staff(
        email="ambos@concejo.example",
        name="Ambos Roles",
        roles=[Role.RESPONDER, Role.APPROVER],
        password=PASSWORD,
        by=OPERATOR,
        at=AFTER_CLOSE,
    )
    answer = submitted(comment, None, by=both)
    visitor = desk(both)
    page = visitor.get(at(comment))
    assert "quien la escribe no la aprueba" in page.words
    assert "Aprobar esta respuesta" not in page.words
    data = {"csrf_token": token_of(visitor), "version": answer.version}
    refused = visitor.post(at(comment, "/aprobacion"), data, 403)
    assert "no puede aprobarla" in refused.words
    assert answer.fresh().state is AnswerState.SUBMITTED


def test_an_answer_goes_back_with_what_to_mend(comment, alba, rosa, cast):
    answer = submitted(comment, cast)
    page = alba.get(at(comment))
    data = {"csrf_token": page.form()["csrf_token"], "version": answer.version}
    refused = alba.post(at(comment, "/devolucion"), {**data, "note": " "}, 422)
    assert "qué" in refused.text_of(".//div[@class='summary']").lower()
    alba.post(at(comment, "/devolucion"), {**data, "note": "Cite la ley."})
    assert "Cite la ley." in rosa.get(at(comment)).words
    assert rosa.get(at(comment)).form()["text"] == "Gracias."


def test_one_answer_is_published_ahead_of_the_report(comment, alba, cast):
    answer = approved(comment, cast)
    data = {"csrf_token": token_of(alba), "version": answer.version}
    alba.post(at(comment, "/publicacion"), data)
    assert answer.fresh().state is AnswerState.PUBLISHED


def test_the_answer_of_an_unmoderated_observation_waits(plan, alba, cast):
    comment = filed(plan).comment
    answer = approved(comment, cast)
    data = {"csrf_token": token_of(alba), "version": answer.version}
    page = alba.post(at(comment, "/publicacion"), data, 409)
    assert "Primero decida" in page.text_of(".//div[@class='summary']")


@pytest.mark.parametrize("place", ["/aprobacion", "/publicacion", "/devolucion"])
def test_acts_in_the_wrong_state_or_on_a_stale_copy_are_refused_r12(comment, alba, cast, place):
    token = token_of(alba)
    alba.post(at(comment, place), {"csrf_token": token, "version": "1", "note": "x"}, 404)
    answer = answering.draft(
        comment,
        Reply(decision=None, text="", reason=""),
        version=None,
        by=cast.rosa_responder,
        at=AFTER_CLOSE,
    )
    for version in (answer.version, answer.version + 7):
        data = {"csrf_token": token, "version": version, "note": "x"}
        alba.post(at(comment, place), data, 409)
    assert answer.fresh().state is AnswerState.DRAFT


def test_the_second_of_two_saves_is_refused_shows_both_and_may_be_repeated_r12(comment, rosa):
    form = rosa.get(at(comment)).form()
    rosa.post(at(comment), {**form, "text": "Lo primero.", "then": "draft"})
    page = rosa.post(at(comment), {**form, "text": "Lo segundo.", "then": "draft"}, 409)
    assert "Lo primero." in page.words
    assert page.form()["text"] == "Lo segundo."
    assert comment.answers.get().text == "Lo primero."
    fragment = rosa.post(
        at(comment), {**form, "text": "Lo segundo.", "then": "draft"}, 409, htmx=True
    )
    assert "Lo primero." in fragment.words
    rosa.post(at(comment), {**page.form(), "then": "draft"})
    assert comment.answers.get().text == "Lo segundo."


def test_what_came_before_a_cancellation_is_answered_all_the_same(plan, comment, rosa, cast):
    form = rosa.get(at(comment)).form()
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    rosa.post(at(comment), {**form, **REPLY, "then": "submit"})
    assert comment.answers.get().state is AnswerState.SUBMITTED


def test_other_roles_read_the_answer_and_write_nothing(comment, cast, desk):
    submitted(comment, cast)
    for person in (cast.aldo_auditor, cast.elena_editor, cast.mario_moderator):
        visitor = desk(person)
        assert "Gracias." in visitor.get(at(comment)).words
        visitor.post(at(comment), {"csrf_token": token_of(visitor), **REPLY}, 403)


def test_the_report_shows_exactly_what_goes_out_and_publishes_it_r16(plan, cast, alba):
    ready = shown(filed(plan).comment, cast)
    approved(ready, cast)
    page = alba.get(REPORT)
    assert f"/gestion/observaciones/{ready.filing_number}/respuesta" in page.links
    alba.post(REPORT, page.form())
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.REPORT_PUBLISHED
    assert "El informe está publicado" in alba.get(REPORT).words


def test_the_report_lists_what_it_waits_for_and_refuses(plan, cast, alba):
    waiting = filed(plan).comment
    page = alba.get(REPORT)
    assert f"/gestion/observaciones/{waiting.filing_number}" in page.links
    assert "Publicar el informe" not in page.words
    data = {"csrf_token": token_of(alba), "listed": ""}
    page = alba.post(REPORT, data, 409)
    assert waiting.filing_number in page.words
    fragment = alba.post(REPORT, data, 409, htmx=True)
    assert "<html" not in fragment.html


def test_a_report_that_grew_meanwhile_is_reviewed_again_r16(plan, cast, alba):
    approved(shown(filed(plan).comment, cast), cast)
    form = alba.get(REPORT).form()
    approved(shown(filed(plan).comment, cast), cast)
    page = alba.post(REPORT, form, 409)
    assert "La lista cambió" in page.words
    alba.post(REPORT, page.form())


def test_while_people_may_still_file_there_is_no_report(plan, cast, desk, clock):
    clock(WHILE_OPEN)
    alba = desk(cast.alba_approver)
    page = alba.get(REPORT)
    assert "Todavía no es el momento" in page.words
    alba.post(REPORT, {"csrf_token": token_of(alba), "listed": ""}, 409)


def test_only_who_approves_publishes_the_report(plan, cast, desk):
    for person in (cast.elena_editor, cast.rosa_responder, cast.aldo_auditor):
        visitor = desk(person)
        visitor.get(REPORT)
        visitor.post(REPORT, {"csrf_token": token_of(visitor), "listed": ""}, 403)


def test_without_any_observation_the_report_is_published_saying_so(plan, cast, desk, alba):
    for person in (cast.elena_editor, cast.rosa_responder):
        assert "El informe lo publica quien aprueba" in desk(person).get(REPORT).words
    assert "no queda nada por responder" in alba.get("/gestion/").words
    page = alba.get(REPORT)
    assert "No se recibieron observaciones dentro del plazo" in page.words
    assert "Saldrían 0" not in page.words
    alba.post(REPORT, page.form())
    assert plan.fresh().phase(AFTER_CLOSE) is Phase.REPORT_PUBLISHED
    page = alba.get(REPORT)
    assert "El informe quedó publicado." in page.words
    assert Report.get().number == 1
    assert "Informe n.º 1, cerrado el" in page.words
    assert "Es un borrador" not in page.words
    assert "Saldrían 0" not in page.words


def test_with_an_edition_on_its_way_the_answers_are_out_and_the_report_waits(plan, cast, alba):
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    approved(shown(filed(plan).comment, cast), cast)
    page = alba.get(REPORT)
    assert "Saldría 1 respuesta" in page.words
    alba.post(REPORT, page.form())
    page = alba.get(REPORT)
    assert (
        "Las respuestas están publicadas; el informe se cierra con el plan ajustado." in page.words
    )
    assert "El informe se cierra con el plan ajustado" in alba.get(REPORT).words
    assert "Es un borrador" in page.words
    for said in ("El informe está publicado", "El informe quedó publicado", "Saldrían 0"):
        assert said not in page.words


def test_a_cancelled_plan_has_no_report_to_publish(plan, cast, alba):
    filed(plan)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=AFTER_CLOSE
    )
    page = alba.get(REPORT)
    assert "No hay informe que publicar; este cuenta lo que se recibió." in page.words
    for said in ("Todavía no es el momento", "no está lista", "Es un borrador", "Saldría"):
        assert said not in page.words


def test_a_late_one_is_answered_after_the_edition_is_out_too_r5(plan, cast, rosa, clock):
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    moment = later(AFTER_CLOSE, hours=1)
    clock(moment)
    late = received(
        Filing(body="Llegué tarde."),
        plan=plan,
        action=None,
        submission_id="tarde",
        channel=Channel.FRONT_DESK,
        received_at=moment,
        by=cast.mario_moderator,
        at=moment,
    ).comment
    rosa.fill(at(late), then="submit", **REPLY)
    assert late.answers.get().state is AnswerState.SUBMITTED


def test_the_next_one_that_waits_is_at_hand(plan, comment, cast, rosa, alba):
    other = shown(filed(plan, "Otra cosa.").comment, cast)
    submitted(comment, cast)
    assert at(other) in rosa.get(at(comment)).links
    submitted(other, cast)
    assert at(other) not in rosa.get(at(comment)).links
    assert at(comment) in alba.get(at(other)).links


def test_the_reason_of_a_decision_is_written_out_and_a_draft_may_be_shorter_r7(comment, rosa):
    hint = ".//*[@data-count-for='reason']"
    assert rosa.get(at(comment)).text_of(hint) == "Al menos 40 caracteres, sin contar los espacios."
    short = {**REPLY, "reason": written_out(39)}
    page = rosa.fill(at(comment), 422, then="submit", **short)
    assert "El motivo debe tener al menos 40 caracteres" in page.text_of(".//*[@id='reason-error']")


def said(fragment):
    """What the live region is told beside a fragment."""
    return fragment.text_of(".//*[@id='app-live'][@hx-swap-oob='innerHTML']")


def test_the_answer_that_changed_comes_back_in_its_place_and_is_told_r6(comment, alba, cast):
    submitted(comment, cast)
    acts = [
        ("/aprobacion", "La respuesta quedó aprobada.", {}),
        ("/publicacion", "La respuesta quedó publicada.", {}),
    ]
    for place, told, fields in acts:
        opened = alba.get(at(comment))
        (form,) = opened.all(f".//form[@hx-post='{at(comment, place)}']")
        assert form.get("action") == form.get("hx-post")
        fragment = alba.post(at(comment, place), {**opened.form(), **fields}, 201, htmx=True)
        assert "<html" not in fragment.html
        assert fragment.all(".//div[@id='answer']")
        assert told in said(fragment)
        assert told in fragment.text_of(".//*[@data-focus]")
        assert told not in alba.get(at(comment)).words


def test_a_draft_is_saved_in_its_place_and_may_be_saved_again_r12(comment, rosa):
    fragment = rosa.fill(at(comment), 201, htmx=True, then="draft", text="Gracias.")
    assert "Borrador guardado." in said(fragment)
    assert fragment.all(".//button[@data-focus][@value='draft']")
    again = {**fragment.form(inside="."), "text": "Muchas gracias.", "then": "draft"}
    rosa.post(at(comment), again, 201, htmx=True)
    assert comment.answers.get().text == "Muchas gracias."


def test_an_answer_returned_to_who_also_drafts_comes_back_with_its_text(comment, cast, desk):
    submitted(comment, cast)
    both = desk(
        staffing.add_staff(
            email="ambos@concejo.example",
            name="Ambos Roles",
            roles=[Role.RESPONDER, Role.APPROVER],
            password=PASSWORD,
            by=OPERATOR,
            at=AFTER_CLOSE,
        )
    )
    opened = both.get(at(comment))
    data = {**opened.form(), "note": "Falta el plazo."}
    fragment = both.post(at(comment, "/devolucion"), data, 201, htmx=True)
    assert fragment.form(inside=".")["text"] == "Gracias."
