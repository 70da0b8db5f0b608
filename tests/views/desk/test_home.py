"""What is waiting, per role."""

from datetime import date

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
)
from tests.queries import listened
from tests.worlds import a_delivered_report, an_adjusted_plan, answered, crowd
from webapp.vocabulary import Channel, Decision, PublicityChannel, PublicityStage, RoundScope
from webapp.workflow import announcing, answering, publicising
from webapp.workflow.announcing import WindowDays
from webapp.workflow.answering import Reply
from webapp.workflow.commenting import Filing
from webapp.workflow.publicising import Sending

TASKS = ".//main//ul[@class='checklist tasks']/li/a"


def tasks(page):
    """What waits, in words."""
    return [" ".join("".join(link.itertext()).split()) for link in page.all(TASKS)]


def test_each_role_reads_what_waits_for_it_and_nothing_else(cast, desk):
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    filed(plan, "Otra.")
    assert tasks(desk(cast.mario_moderator).get("/gestion/")) == ["1 observación por moderar"]
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == ["2 observaciones por responder"]
    assert tasks(desk(cast.alba_approver).get("/gestion/")) == []
    assert tasks(desk(cast.ada_admin).get("/gestion/")) == []
    assert "Aquí no hay nada pendiente para usted." in desk(cast.ada_admin).get("/gestion/").words


def test_every_figure_leads_to_exactly_its_rows(cast, desk):
    """R18"""
    plan = an_announced_plan(cast)
    comments = [shown(filed(plan, f"Observación {n}.").comment, cast) for n in range(5)]
    answered(comments[0], cast)
    reply = Reply(
        decision=Decision.OUT_OF_SCOPE,
        text="No.",
        reason="No es de aquí. Así consta en el acta de la mesa directiva.",
    )
    by, at = cast.rosa_responder, WHILE_OPEN
    answering.submit(comments[1], reply, version=None, by=by, at=at)
    answering.draft(comments[2], reply, version=None, by=by, at=at)
    auditor = desk(cast.aldo_auditor)
    page = auditor.get("/gestion/")
    assert tasks(page) == [
        "2 observaciones por responder",
        "1 respuesta en borrador",
        "1 respuesta por aprobar",
        "1 respuesta aprobada, lista para publicar",
    ]
    for link, words in zip(page.all(TASKS), tasks(page), strict=True):
        if "/observaciones?" in link.get("href"):
            rows = auditor.get(link.get("href")).all(".//main//ul[@class='entries']/li")
            assert len(rows) == int(words.split()[0]), words


def test_a_late_observation_that_was_answered_waits_no_more(cast, desk, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    receipt = received(
        Filing(body="Llegó tarde."),
        plan=plan,
        action=None,
        submission_id="",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == ["1 observación por responder"]
    answer = answered(shown(receipt.comment, cast, AFTER_CLOSE), cast)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == []


def test_the_editor_is_led_through_the_life_of_each_plan(cast, desk, clock):
    a_draft(cast, "borrador")
    an_announced_plan(cast, "abierto")
    page = desk(cast.elena_editor).get("/gestion/")
    assert tasks(page) == ["Terminar el borrador y anunciarlo"]
    assert "Quedan 8 días calendario, contando hoy." in page.words
    clock(AFTER_CLOSE)
    page = desk(cast.elena_editor).get("/gestion/")
    assert "Redactar el plan ajustado" in tasks(page)
    assert "La consulta se cerró el martes 17 de marzo de 2026." in page.words


def test_the_navigation_offers_only_rooms_that_open(cast, desk):
    editor = desk(cast.elena_editor).get("/gestion/")
    assert "/gestion/personal" not in editor.links
    admin = desk(cast.ada_admin).get("/gestion/")
    assert {"/gestion/planes", "/gestion/entidad", "/gestion/catalogos", "/gestion/personal"} <= {
        *admin.links
    }
    assert admin.text_of(".//nav[@class='desk-nav']//a[@aria-current]") == "Pendientes"


def test_the_editor_is_reminded_of_channels_that_have_not_told_the_results(cast, desk):
    plan = an_adjusted_plan(cast)
    editor = desk(cast.elena_editor)
    assert tasks(editor.get("/gestion/")) == []
    sending = Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=PublicityChannel.RADIO,
        on=MONDAY.date(),
        audience="Todos",
    )
    publicising.note(plan.announced_round, sending, by=cast.elena_editor, at=AFTER_CLOSE)
    assert tasks(editor.get("/gestion/")) == [
        "Contar los resultados por 1 canal que anunció la consulta"
    ]
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == []
    announcing.announce_round(
        plan.fresh(),
        WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.WHOLE,
        by=cast.elena_editor,
        at=later(AFTER_CLOSE, days=2),
    )
    again = "Contar los resultados por 1 canal que anunció la consulta"
    assert again in tasks(editor.get("/gestion/")), "also once another round is announced"
    assert "Radio" in editor.get(f"/gestion/planes/{plan.slug}").words


def test_what_nobody_moderated_still_waits_once_the_plan_is_cancelled(cast, desk):
    plan = an_announced_plan(cast)
    filed(plan)
    shown(filed(plan, "Otra.").comment, cast)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = desk(cast.mario_moderator).get("/gestion/")
    assert tasks(page) == ["1 observación por moderar"]
    assert "El plan fue cancelado el" in page.words
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == []
    assert tasks(desk(cast.elena_editor).get("/gestion/")) == []


def test_a_cancelled_plan_with_nothing_to_moderate_is_not_listed(cast, desk):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    assert plan.title not in desk(cast.mario_moderator).get("/gestion/").words


def test_nothing_waits_is_not_said_above_a_list_of_what_waits(cast, desk):
    shown(filed(an_announced_plan(cast), code=None).comment, cast)
    page = desk(cast.elena_editor).get("/gestion/")
    assert page.all(".//*[@id='unassigned']")
    assert "Aquí no hay nada pendiente" not in page.words


def test_the_editor_is_reminded_of_a_closed_round_without_its_internal_report(cast, desk, clock):
    plan = an_adjusted_plan(cast)
    editor = desk(cast.elena_editor)
    assert tasks(editor.get("/gestion/")) == []
    clock(later(AFTER_CLOSE, days=1))
    editor = desk(cast.elena_editor)
    page = editor.get("/gestion/")
    assert tasks(page) == ["Entregar el informe interno de 1 consulta que cerró"]
    assert f"/gestion/planes/{plan.slug}/informes-internos" in page.links
    assert tasks(desk(cast.rosa_responder).get("/gestion/")) == []
    a_delivered_report(plan, cast)
    assert tasks(editor.get("/gestion/")) == []


def test_an_empty_desk_says_where_to_begin(cast, desk):
    page = desk(cast.elena_editor).get("/gestion/")
    assert "Todavía no hay ningún plan." in page.words
    assert "/gestion/planes/importar" in page.links


def test_it_costs_no_more_queries_with_many_plans_and_observations(cast, desk, clock):
    plan = an_announced_plan(cast)
    crowd(plan, 10)
    clock(AFTER_CLOSE)
    auditor = desk(cast.aldo_auditor)
    with listened() as few:
        auditor.get("/gestion/")
    crowd(plan, 500)
    for number in range(4):
        an_announced_plan(cast, f"plan-{number}")
    with listened() as many:
        auditor.get("/gestion/")
    assert len(few) == len(many) <= 15
