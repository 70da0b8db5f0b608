"""Dates, channels, announcement, extension and cancellation, on the desk."""

from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    an_outline,
    later,
    written_out,
)
from webapp.models import Plan
from webapp.vocabulary import Channel, Phase, PlanField
from webapp.workflow import announcing, drafting
from webapp.workflow.announcing import WindowDays

PLAN = "/gestion/planes/plan-de-prueba"


@pytest.fixture
def editor(cast, desk, clock):
    """Elena, signed in on the Monday before the consultation."""
    clock(MONDAY)
    return desk(cast.elena_editor)


@pytest.fixture
def bare(cast):
    """A draft just brought in."""
    return drafting.import_plan(
        an_outline(), slug="plan-de-prueba", title="Plan", by=cast.elena_editor, at=MONDAY
    )


class TestWindow:
    """The days of the consultation."""

    def test_the_usual_fifteen_days_from_tomorrow_are_proposed(self, editor, bare):
        form = editor.get(f"{PLAN}/plazo").form()
        assert (form["first_day"], form["last_day"]) == ("2026-03-03", "2026-03-17")
        editor.fill(f"{PLAN}/plazo")
        page = editor.get(f"{PLAN}/plazo")
        assert "15 días calendario, de los cuales 11 son hábiles" in page.words
        assert "martes 17 de marzo de 2026, 11:59 p. m., hora de Colombia" in page.words

    def test_a_short_one_needs_its_reason(self, editor, bare):
        page = editor.fill(f"{PLAN}/plazo", 422, last_day="2026-03-10")
        assert "Si son menos de 15 días calendario, diga por qué: será público." in page.words
        assert page.form()["last_day"] == "2026-03-10"
        editor.fill(
            f"{PLAN}/plazo",
            last_day="2026-03-10",
            short_reason="Lo pide la ley. Así lo decidió la Mesa.",
        )
        assert "Lo pide la ley." in editor.get(PLAN).words

    @pytest.mark.parametrize(
        ("field", "day", "words"),
        [
            ("first_day", "2026-03-01", "El primer día ya pasó."),
            ("first_day", "ayer", "Escriba el día así: 31/12/2026."),
            ("first_day", "", "Escriba el primer día."),
            ("last_day", "2026-02-01", "El último día no puede ser anterior al primero."),
            ("last_day", "9999-12-31", "Ese año está demasiado lejos."),
        ],
    )
    def test_days_that_cannot_be_are_refused(self, editor, bare, field, day, words):
        page = editor.fill(f"{PLAN}/plazo", 422, **{field: day})
        assert words in page.text_of(f".//*[@id='{field}-error']")

    def test_two_people_see_both_windows(self, cast, editor):
        """R12"""
        plan = a_draft(cast)
        form = editor.get(f"{PLAN}/plazo").form()
        theirs = WindowDays(first_day=date(2026, 3, 9), last_day=date(2026, 3, 31))
        held = plan.consultation.version
        announcing.set_window(plan, theirs, version=held, by=cast.elena_editor, at=MONDAY)
        page = editor.post(f"{PLAN}/plazo", {**form, "last_day": "2026-03-20"}, 409)
        assert "martes 31 de marzo de 2026" in page.text_of(".//*[@role='alert']")
        assert page.form()["last_day"] == "2026-03-20"
        editor.post(f"{PLAN}/plazo", page.form())
        assert "viernes 20 de marzo de 2026" in editor.get(PLAN).words

    def test_once_announced_it_is_only_extended(self, cast, editor):
        an_announced_plan(cast)
        page = editor.get(f"{PLAN}/plazo")
        assert f"{PLAN}/prorroga" in page.links
        token = editor.get("/gestion/planes/importar").form()
        data = {**token, "first_day": "2026-03-09", "last_day": "2026-03-31", "version": "1"}
        editor.post(f"{PLAN}/plazo", {**data, "cycle_phase": "formulation"}, 409)


class TestChannels:
    """Where observations are received."""

    def test_dates_come_first(self, editor, bare):
        page = editor.get(f"{PLAN}/canales", 303)
        assert page.response.location == f"{PLAN}/plazo"
        assert "Primero fije las fechas de la consulta." in editor.get(f"{PLAN}/plazo").words

    def test_each_channel_says_how_it_is_reached(self, cast, editor):
        a_draft(cast)
        page = editor.get(f"{PLAN}/canales")
        assert page.form()["details_front_desk"] == "Carrera 1 # 2-3"
        data = page.form() | {"channels": ["phone", "web"], "details_phone": "602 000 0000"}
        editor.post(f"{PLAN}/canales", data)
        assert "Teléfono: 602 000 0000" in editor.get(PLAN).words

    def test_none_or_an_unknown_one_is_refused(self, cast, editor):
        a_draft(cast)
        form = editor.get(f"{PLAN}/canales").form()
        page = editor.post(f"{PLAN}/canales", {**form, "channels": []}, 422)
        assert "Escoja al menos un canal." in page.words
        editor.post(f"{PLAN}/canales", {**form, "channels": ["paloma"]}, 422)

    def test_two_people_see_both_lists(self, cast, editor):
        """R12"""
        plan = a_draft(cast)
        form = editor.get(f"{PLAN}/canales").form() | {"channels": ["phone"]}
        announcing.set_channels(
            plan.consultation,
            {Channel.EVENT: "Plaza de Bolívar"},
            version=plan.consultation.version,
            by=cast.elena_editor,
            at=MONDAY,
        )
        page = editor.post(f"{PLAN}/canales", form, 409)
        assert "Plaza de Bolívar" in page.text_of(".//*[@role='alert']")
        editor.post(f"{PLAN}/canales", page.form() | {"channels": ["phone"]})

    def test_they_are_not_changed_after_the_close(self, cast, desk, editor, clock):
        an_announced_plan(cast)
        form = editor.get(f"{PLAN}/canales").form() | {"channels": ["phone"]}
        clock(later(CLOSES_AT, hours=1))
        editor = desk(cast.elena_editor)
        form["csrf_token"] = editor.get("/gestion/planes/importar").form()["csrf_token"]
        editor.post(f"{PLAN}/canales", form, 409)


class TestAnnouncement:
    """Check, then announce."""

    def test_a_bare_draft_says_what_is_missing_and_offers_no_button(self, editor, bare):
        page = editor.get(f"{PLAN}/anuncio")
        assert "Las fechas de la consulta (todavía falta)" in page.words
        assert not page.all(".//main//form")
        token = editor.get("/gestion/planes/importar").form()
        page = editor.post(f"{PLAN}/anuncio", token, 409)
        assert "El plan todavía no está listo para anunciarse." in page.words
        assert Plan.find("plan-de-prueba").phase(WHILE_OPEN) is Phase.DRAFTING

    def test_findings_must_be_accepted_knowingly(self, cast, editor):
        plan = a_draft(cast)
        page = editor.fill(f"{PLAN}/anuncio", 409)
        assert "El borrador tiene hallazgos. Corríjalos o acéptelos." in page.words
        assert "Publicar con advertencias" in page.words
        editor.fill(f"{PLAN}/anuncio", accept_findings="y")
        assert plan.fresh().phase(WHILE_OPEN) is Phase.OPEN

    def test_the_public_reads_it_from_then_on_and_not_before(self, cast, editor, visitor):
        a_draft(cast)
        visitor.get("/planes/plan-de-prueba", 404)
        page = editor.fill(f"{PLAN}/anuncio", accept_findings="y")
        assert page.response.location == PLAN
        assert "El plan quedó anunciado." in editor.get(PLAN).words
        visitor.get("/planes/plan-de-prueba")

    def test_it_happens_once(self, cast, editor):
        a_draft(cast)
        form = editor.get(f"{PLAN}/anuncio").form() | {"accept_findings": "y"}
        editor.post(f"{PLAN}/anuncio", form)
        page = editor.post(f"{PLAN}/anuncio", form, 409)
        assert "Este plan ya fue anunciado o fue cancelado." in page.words

    @pytest.mark.parametrize("part", ["text", "window", "channels", "documents"])
    def test_only_what_was_read_is_announced_r1(self, cast, editor, part):
        plan = a_draft(cast)
        read = editor.get(f"{PLAN}/anuncio").form() | {"accept_findings": "y"}
        _alter(plan, part, by=cast.elena_editor)
        page = editor.post(f"{PLAN}/anuncio", read, 409)
        assert "Algo cambió después de que usted abrió esta página." in page.words
        assert plan.fresh().phase(WHILE_OPEN) is Phase.DRAFTING
        editor.post(f"{PLAN}/anuncio", page.form() | {"accept_findings": "y"})
        assert plan.fresh().phase(WHILE_OPEN) is Phase.OPEN

    def test_dates_that_began_while_the_draft_waited_are_refused(self, cast, desk, clock):
        a_draft(cast)
        clock(WHILE_OPEN)
        page = desk(cast.elena_editor).fill(f"{PLAN}/anuncio", 422, accept_findings="y")
        assert "El primer día ya pasó." in page.words

    def test_others_read_the_check_and_cannot_announce(self, cast, desk, editor):
        a_draft(cast)
        reader = desk(cast.aldo_auditor)
        page = reader.get(f"{PLAN}/anuncio")
        assert not page.all(".//main//form")
        reader.post(f"{PLAN}/anuncio", page.form(inside=".//header"), 403)


def _alter(plan, part, *, by):
    """Change one part of what the announcement would publish."""
    kept = {"by": by, "at": MONDAY}
    window = plan.consultation
    if part == "text":
        wording = plan.draft_edition.wordings.first()
        drafting.edit_wording(wording, {PlanField.ACTIVITY: "Otra cosa"}, version=1, **kept)
    elif part == "window":
        days = WindowDays(first_day=date(2026, 3, 3), last_day=date(2026, 3, 31))
        announcing.set_window(plan, days, version=window.version, **kept)
    elif part == "channels":
        announcing.set_channels(
            window, {Channel.FRONT_DESK: "Carrera 9"}, version=window.version, **kept
        )
    else:
        drafting.attach(
            plan,
            title="Anexo",
            filename="anexo.pdf",
            media_type="application/pdf",
            content=b"%PDF-1.4 otro",
            **kept,
        )


class TestExtension:
    """A later close."""

    def test_the_new_day_and_the_reason_are_shown(self, cast, editor):
        plan = an_announced_plan(cast)
        page = editor.get(f"{PLAN}/prorroga")
        assert "martes 17 de marzo de 2026, 11:59 p. m." in page.words
        editor.fill(
            f"{PLAN}/prorroga", last_day="2026-03-24", reason="Lo pidieron. Así lo decidió la Mesa."
        )
        words = editor.get(PLAN).words
        assert "Ampliada hasta el martes 24 de marzo de 2026" in words
        assert "Lo pidieron." in words
        assert plan.consultation.fresh().closes_at > CLOSES_AT

    def test_it_only_goes_forward_and_says_why(self, cast, editor):
        an_announced_plan(cast)
        page = editor.fill(
            f"{PLAN}/prorroga", 422, last_day="2026-03-17", reason="Sí, lo decidió la Mesa."
        )
        assert "La fecha de cierre solo se puede ampliar." in page.words
        assert page.form()["reason"] == "Sí, lo decidió la Mesa."
        page = editor.fill(f"{PLAN}/prorroga", 422, last_day="2026-03-24", reason=" ")
        assert "Escriba el motivo: el público lo leerá." in page.words

    def test_a_page_left_open_until_the_close_is_too_late(self, cast, desk, clock):
        an_announced_plan(cast)
        clock(later(CLOSES_AT, minutes=-5))
        editor = desk(cast.elena_editor)
        form = editor.get(f"{PLAN}/prorroga").form()
        clock(CLOSES_AT)
        data = {**form, "last_day": "2026-03-24", "reason": "Lo pidieron. Así lo decidió la Mesa."}
        page = editor.post(f"{PLAN}/prorroga", data, 409)
        assert page.form()["reason"] == "Lo pidieron. Así lo decidió la Mesa."
        assert "solo se puede ampliar antes de que pase" in editor.get(f"{PLAN}/prorroga").words

    def test_the_second_of_two_people_sees_the_date_of_the_first(self, cast, editor):
        """R12"""
        plan = an_announced_plan(cast)
        form = editor.get(f"{PLAN}/prorroga").form()
        announcing.extend(
            plan.consultation,
            last_day=date(2026, 3, 20),
            reason="Lo pidió la personería.",
            version=plan.consultation.version,
            by=cast.elena_editor,
            at=MONDAY,
        )
        data = {**form, "last_day": "2026-03-24", "reason": "Lo pidieron. Así lo decidió la Mesa."}
        page = editor.post(f"{PLAN}/prorroga", data, 409)
        assert "viernes 20 de marzo de 2026" in page.words
        assert page.form()["reason"] == "Lo pidieron. Así lo decidió la Mesa."
        editor.post(f"{PLAN}/prorroga", page.form())

    def test_a_draft_has_nothing_to_extend(self, editor, bare):
        editor.get(f"{PLAN}/prorroga", 404)


class TestCancellation:
    """The end of a plan before its time."""

    def test_it_is_public_with_its_reason_and_final(self, cast, editor, visitor):
        an_announced_plan(cast)
        form = editor.get(f"{PLAN}/cancelacion").form()
        editor.post(f"{PLAN}/cancelacion", {**form, "reason": "Se rehace el plan."})
        assert "Se rehace el plan." in visitor.get("/planes/plan-de-prueba").words
        page = editor.post(
            f"{PLAN}/cancelacion", {**form, "reason": "Otra vez. Así lo decidió la Mesa."}, 409
        )
        assert page.form()["reason"] == "Otra vez. Así lo decidió la Mesa."
        assert "Este plan ya no se puede cancelar." in editor.get(f"{PLAN}/cancelacion").words

    def test_it_needs_a_reason(self, cast, editor):
        plan = a_draft(cast)
        page = editor.fill(f"{PLAN}/cancelacion", 422, reason=" ")
        assert "Escriba el motivo: el público lo leerá." in page.words
        page = editor.fill(f"{PLAN}/cancelacion", 422, reason=written_out(14))
        assert "El motivo debe tener al menos 15 caracteres" in page.words
        assert plan.fresh().cancelled_at is None


def test_only_an_editor_moves_a_plan(cast, desk, clock):
    an_announced_plan(cast)
    clock(AFTER_CLOSE)
    for person in (cast.aldo_auditor, cast.ada_admin, cast.mario_moderator):
        other = desk(person)
        token = other.get(PLAN).form(inside=".//header")
        for noun in ("plazo", "canales", "anuncio", "prorroga", "cancelacion"):
            other.post(f"{PLAN}/{noun}", token, 403)
