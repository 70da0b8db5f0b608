"""The paper form of a plan and of one action, as PDF."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    later,
    wording,
)
from tests.worlds import an_adjusted_plan
from webapp.vocabulary import Channel, RoundScope
from webapp.workflow import announcing, drafting
from webapp.workflow.announcing import WindowDays

PLAN = "/planes/plan-de-prueba"


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


def words_of(response) -> str:
    assert response.status_code == 200
    assert response.mimetype == "application/pdf"
    pages = PdfReader(BytesIO(response.data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_plan_s_form_says_plan_deadline_and_where_to_hand_it_in(visitor, plan):
    words = words_of(visitor.client.get(f"{PLAN}/formulario.pdf"))
    assert "Plan de prueba" in words
    assert "martes 17 de marzo de 2026" in words
    assert "15 días calendario" in words
    assert "Carrera 1 # 2-3" in words
    assert "localhost/planes/plan-de-prueba" in words


def test_that_of_an_action_says_what_the_action_says(visitor, plan):
    words = words_of(visitor.client.get(f"{PLAN}/acciones/1.1/formulario.pdf"))
    assert "Construir dos mecanismos de recolección." in words
    assert "localhost/planes/plan-de-prueba/acciones/1.1" in words


@pytest.mark.parametrize("form", ["formulario.pdf", "acciones/1.1/formulario.pdf"])
def test_it_says_from_when_and_until_when_and_once_closed_that_it_comes_late_r5(
    visitor, plan, clock, form
):
    clock(MONDAY)
    words = words_of(visitor.client.get(f"{PLAN}/{form}"))
    assert "Se puede opinar desde el martes 3 de marzo de 2026 hasta el martes 17" in words
    clock(WHILE_OPEN)
    words = words_of(visitor.client.get(f"{PLAN}/{form}"))
    assert "Puede opinar hasta el martes 17 de marzo de 2026" in words
    assert "extemporáneo" not in words
    clock(AFTER_CLOSE)
    words = words_of(visitor.client.get(f"{PLAN}/{form}"))
    assert "El plazo para opinar terminó el martes 17 de marzo de 2026" in words
    assert "Lo que se entregue ahora es extemporáneo" in words
    assert "escriba por internet" not in words
    assert "Carrera 1 # 2-3" in words


def test_the_desk_offers_it_only_while_it_is_the_current_one(plan, cast, desk, clock):
    desks = ("/gestion/planes/plan-de-prueba", "/gestion/planes/plan-de-prueba/recepcion")
    mario = desk(cast.mario_moderator)
    for address in desks:
        assert f"{PLAN}/formulario.pdf" in mario.get(address).links
    clock(AFTER_CLOSE)
    mario = desk(cast.mario_moderator)
    for address in desks:
        assert f"{PLAN}/formulario.pdf" not in mario.get(address).links


@pytest.mark.parametrize("printed", ["formulario.pdf", "afiche.pdf"])
def test_a_second_round_is_named_on_paper(visitor, cast, clock, printed):
    plan, at = an_adjusted_plan(cast), later(AFTER_CLOSE, days=2)
    announcing.announce_round(
        plan,
        WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.CHANGED,
        by=cast.elena_editor,
        at=at,
    )
    clock(at)
    words = words_of(visitor.client.get(f"{PLAN}/{printed}"))
    assert "Segunda ronda, solo sobre lo que cambió" in words


def test_its_address_is_the_one_that_was_set(app, visitor, plan):
    app.config["BASE_URL"] = "https://participa.example"
    words = words_of(visitor.client.get(f"{PLAN}/formulario.pdf"))
    assert "participa.example/planes/plan-de-prueba" in words


def test_who_has_it_already_does_not_download_it_again(visitor, plan):
    first = visitor.client.get(f"{PLAN}/formulario.pdf")
    again = visitor.client.get(
        f"{PLAN}/formulario.pdf", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_plan_and_action_link_to_it_while_it_is_of_use(visitor, plan, clock):
    assert f"{PLAN}/formulario.pdf" in visitor.get(PLAN).links
    assert f"{PLAN}/acciones/1.1/formulario.pdf" in visitor.get(f"{PLAN}/acciones/1.1").links
    clock(AFTER_CLOSE)
    assert f"{PLAN}/formulario.pdf" not in visitor.get(PLAN).links
    assert visitor.client.get(f"{PLAN}/formulario.pdf").status_code == 200


def test_there_is_none_of_what_takes_no_observations(visitor, plan, cast):
    a_draft(cast, "en-preparacion")
    drafting.close_action(
        wording(plan, "1.2").action,
        reason="Se cumplió. Así lo decidió la Mesa.",
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    for address in (
        "/planes/en-preparacion/formulario.pdf",
        "/planes/no-existe/formulario.pdf",
        f"{PLAN}/acciones/1.2/formulario.pdf",
        f"{PLAN}/acciones/9.9/formulario.pdf",
    ):
        visitor.get(address, 404)
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    visitor.get(f"{PLAN}/formulario.pdf", 404)


POSTER = f"{PLAN}/afiche.pdf"


def test_the_poster_says_until_when_where_and_how_without_the_internet(app, visitor, plan):
    app.config["BASE_URL"] = "https://participa.example"
    response = visitor.client.get(POSTER)
    words = words_of(response)
    assert "Plan de prueba" in words
    assert "martes 17 de marzo de 2026" in words
    assert f"participa.example/p/{plan.id}" in words
    assert "Carrera 1 # 2-3" in words
    reader = PdfReader(BytesIO(response.data))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_poster_of_a_plan_with_long_and_hostile_words_stays_on_one_sheet(visitor, cast, clock):
    plan = a_draft(cast)
    drafting.edit_facts(
        plan.draft_edition,
        drafting.Facts(
            title="#let x = 1 <b>Plan</b> \u202e de participación 🌱 " + "a" * 200, summary="Corto."
        ),
        version=plan.draft_edition.version,
        by=cast.elena_editor,
        at=MONDAY,
    )
    where = "Carrera 4 # 8-62, primer piso, de lunes a viernes de 8 a 12 y de 2 a 5. " * 3
    announcing.set_channels(
        plan.consultation,
        dict.fromkeys(Channel, where),
        version=plan.consultation.version,
        by=cast.elena_editor,
        at=MONDAY,
    )
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    response = visitor.client.get(POSTER)
    assert "#let x = 1" in words_of(response)
    assert len(PdfReader(BytesIO(response.data)).pages) == 1


def test_there_is_a_poster_only_while_people_can_still_take_part(visitor, plan, cast, clock):
    assert POSTER in visitor.get(PLAN).links
    clock(AFTER_CLOSE)
    assert POSTER not in visitor.get(PLAN).links
    visitor.get(POSTER, 404)
    a_draft(cast, "en-preparacion")
    visitor.get("/planes/en-preparacion/afiche.pdf", 404)
