"""Publicity at the desk: what went out, its evidence, what is owed, texts ready to copy."""

from datetime import date
from io import BytesIO

import pytest

from tests.cast import (
    AFTER_CLOSE,
    CLOSES_AT,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    later,
)
from tests.worlds import a_plan_left_as_it_was, an_adjusted_plan
from webapp.models import Publicity
from webapp.vocabulary import PublicityChannel, PublicityStage, RoundScope
from webapp.workflow import announcing, publicising
from webapp.workflow.announcing import WindowDays
from webapp.workflow.publicising import Sending

DESK = "/gestion/planes/plan-de-prueba"
LIST = f"{DESK}/difusion"
TOLD = {
    "stage": "announcement",
    "channel": "radio",
    "on": "2026-03-09",
    "audience": "Todo el municipio",
}
PNG = b"\x89PNG\r\n\x1a\n de prueba"


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def elena(cast, desk, plan):
    return desk(cast.elena_editor)


def noted(plan, cast, **told) -> Publicity:
    sending = Sending(
        **{
            "stage": PublicityStage.ANNOUNCEMENT,
            "channel": PublicityChannel.RADIO,
            "on": date(2026, 3, 9),
            "audience": "Todos",
            **told,
        }
    )
    return publicising.note(plan.announced_round, sending, by=cast.elena_editor, at=WHILE_OPEN)


def test_what_went_out_is_noted_with_its_evidence_to_download_only(elena):
    elena.fill(f"{LIST}/nueva", **TOLD, scan=(BytesIO(PNG), "../aviso de radio.png"))
    page = elena.get(LIST)
    assert "Radio" in page.words
    assert "Todo el municipio" in page.words
    address = next(link for link in page.links if link.endswith("/soporte"))
    response = elena.client.get(address)
    assert response.data == PNG
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"stage": ""}, "stage"),
        ({"channel": "telepatía"}, "channel"),
        ({"on": "mañana"}, "on"),
        ({"on": "2026-03-11"}, "on"),
        ({"audience": " "}, "audience"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"details": "a" * 2_001}, "details"),
        ({"stage": "results"}, "stage"),
    ],
)
def test_what_cannot_be_so_is_refused_and_kept(elena, told, field):
    page = elena.fill(f"{LIST}/nueva", 422, **{**TOLD, **told})
    assert page.all(f".//*[@id='{field}-error']")
    assert not Publicity.select().exists()


def test_a_file_told_by_its_content_is_refused_and_asked_for_again(elena):
    sent = {**TOLD, "scan": (BytesIO(b"<script>"), "aviso.png")}
    page = elena.fill(f"{LIST}/nueva", 422, **sent)
    assert page.all(".//*[@id='scan-error']")
    assert "el navegador no conserva el archivo" in page.words


def test_two_who_correct_it_at_once_see_both_and_lose_neither_r12(elena, plan, cast):
    address = f"{LIST}/{noted(plan, cast).id}/edicion"
    mine = elena.get(address).form()
    elena.fill(address, audience="Comuna 1")
    page = elena.post(address, {**mine, "audience": "Comuna 2"}, 409)
    assert "Comuna 1" in page.words
    elena.post(address, page.form())
    assert Publicity.get().audience == "Comuna 2"


def test_it_is_removed_with_a_reason(elena, plan, cast):
    address = f"{LIST}/{noted(plan, cast).id}/retiro"
    elena.fill(address, 422, reason=" ")
    elena.fill(address, reason="Era de otro plan.")
    assert not Publicity.select().exists()
    elena.get(address, 404)


def test_a_channel_that_has_not_told_the_results_is_named_on_both_pages(cast, desk, clock):
    plan = an_adjusted_plan(cast)
    noted(plan, cast)
    clock(later(AFTER_CLOSE, days=1))
    elena = desk(cast.elena_editor)
    page = elena.get(LIST)
    assert "Un canal anunció la consulta y no ha contado sus resultados" in page.words
    assert "Faltan canales por contar los resultados" in elena.get(DESK).words
    form = elena.get(next(link for link in page.links if "canal=radio" in link)).form()
    assert (form["stage"], form["channel"]) == ("results", "radio")
    elena.fill(f"{LIST}/nueva?ronda=1&canal=radio", on="2026-03-20", audience="Todos")
    assert "no ha contado" not in elena.get(LIST).words
    assert "Faltan canales" not in elena.get(DESK).words


def test_others_read_and_do_not_write(desk, cast, plan):
    number = noted(plan, cast).id
    aldo = desk(cast.aldo_auditor)
    page = aldo.get(LIST)
    assert not [link for link in page.links if "nueva" in link or link.endswith("/edicion")]
    for address in ("nueva", f"{number}/edicion", f"{number}/retiro"):
        aldo.get(f"{LIST}/{address}", 403)
    aldo.get(f"{LIST}/{number}/soporte", 404)


def test_before_the_announcement_there_is_nothing_to_note(desk, cast, clock):
    a_draft(cast)
    elena = desk(cast.elena_editor)
    assert "aún no está anunciado" in elena.get(LIST).words
    elena.get(f"{LIST}/nueva", 404)
    elena.get(f"{LIST}/mensajes", 404)


def test_that_of_another_plan_or_round_is_not_found(elena, plan, cast):
    an_announced_plan(cast, "otro-plan")
    number = noted(plan, cast).id
    elena.get(f"/gestion/planes/otro-plan/difusion/{number}/edicion", 404)
    elena.get(f"{LIST}/nueva?ronda=7", 404)
    elena.get(f"{LIST}/nueva?ronda=-1", 400)


def test_a_stranger_is_sent_to_sign_in(visitor, plan):
    for address in (LIST, f"{LIST}/mensajes"):
        assert "/gestion/entrar" in visitor.get(address, 302).response.location


# --- messages -------------------------------------------------------------------------------------


def texts(page) -> dict[str, str]:
    """The texts by the id of their place, exactly as they are copied."""
    return {
        block.get("id", ""): "".join(block.itertext()) for block in page.all(".//blockquote[@id]")
    }


def test_each_moment_has_its_text_for_each_way_with_address_and_close(app, elena, plan):
    app.config["BASE_URL"] = "https://participa.example"
    page = elena.get(f"{LIST}/mensajes")
    found = texts(page)
    assert len(found) == 2 * 3
    for text in found.values():
        assert f"participa.example/p/{plan.id}" in text or "participa punto example" in text
    for place in ("open-whatsapp", "open-notice_board", "last_days-whatsapp"):
        assert "martes 17 de marzo de 2026, 11:59" in found[place]
        assert "Ventanilla, Carrera 1 # 2-3" in found[place]
    copied = {button.get("data-copy") for button in page.all(".//button[@data-copy]")}
    assert {*found} <= copied


def test_the_radio_s_is_written_as_it_is_said(app, elena, plan):
    app.config["BASE_URL"] = "https://participa.example"
    text = texts(elena.get(f"{LIST}/mensajes"))["open-radio"]
    assert (
        "hasta el martes diecisiete de marzo de dos mil veintiséis, a las once y cincuenta y "
        "nueve de la noche, hora de Colombia" in text
    )
    assert "participa punto example, barra, letra p, barra, uno" in text
    assert "Carrera 1 número 2-3" in text


def offered(page) -> dict[str, str]:
    """The moments that are offered, each with its turn."""
    sections = [each for each in page.all(".//section") if each.find("./h2[@id]") is not None]
    return {
        each.find("./h2").get("id", ""): "".join(each.find("./p").itertext()).strip()
        for each in sections
    }


NOW, TOO, NEXT = "Es el momento", "También es cierto ahora", "Es lo que sigue"


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (MONDAY, {"announced": NOW, "open": NEXT}),
        (WHILE_OPEN, {"open": NOW, "last_days": NEXT}),
        (later(CLOSES_AT, days=-3), {"last_days": NOW, "open": TOO}),
        (later(CLOSES_AT, days=1), {"unheard": NEXT}),
    ],
)
def test_only_what_is_so_now_or_comes_next_is_offered(cast, desk, plan, clock, moment, expected):
    clock(moment)
    page = desk(cast.elena_editor).get(f"{LIST}/mensajes")
    found = {each: turn.partition(":")[0] for each, turn in offered(page).items()}
    assert found == expected
    opened = [each.find(".//blockquote").get("id") for each in page.all(".//details[@open]")]
    now = [each for each, turn in expected.items() if turn == NOW]
    assert {each.partition("-")[0] for each in opened} == {*now}


def test_once_adjusted_nobody_is_invited_any_more(cast, desk, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    found = texts(desk(cast.elena_editor).get(f"{LIST}/mensajes"))
    assert {each.partition("-")[0] for each in found} == {"adjusted", "answered"}
    assert "publicó «Plan de prueba» con sus cambios" in found["adjusted-whatsapp"]


def test_without_observations_and_changes_the_texts_say_that(cast, desk, clock):
    a_plan_left_as_it_was(cast)
    clock(later(AFTER_CLOSE, days=1))
    found = texts(desk(cast.elena_editor).get(f"{LIST}/mensajes"))
    assert "no se recibieron observaciones" in found["unheard-radio"]
    assert "no hay cambios, el plan queda como estaba" in found["as_it_was-whatsapp"]
    assert "Cada cambio" not in "".join(found.values())


def test_of_a_cancelled_one_there_is_only_that_it_was_cancelled_and_why(cast, desk, plan):
    announcing.cancel(
        plan, reason="Se retira. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    found = texts(desk(cast.elena_editor).get(f"{LIST}/mensajes"))
    assert {each.partition("-")[0] for each in found} == {"cancelled"}
    said = found["cancelled-whatsapp"]
    assert "*Se canceló la consulta*" in said
    assert "el martes 10 de marzo de 2026. Motivo: Se retira." in said
    assert "diez de marzo de dos mil veintiséis. Motivo:" in found["cancelled-radio"]
    assert "Sin internet" not in "".join(found.values())


def test_a_second_round_is_named_in_the_texts(cast, desk, clock):
    plan = an_adjusted_plan(cast)
    at = later(AFTER_CLOSE, days=2)
    announcing.announce_round(
        plan,
        WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24)),
        scope=RoundScope.CHANGED,
        by=cast.elena_editor,
        at=at,
    )
    clock(at)
    found = texts(desk(cast.elena_editor).get(f"{LIST}/mensajes"))
    for text in found.values():
        assert "Segunda ronda, solo sobre lo que cambió." in text


def test_an_extension_has_its_own_text_with_its_reason(elena, plan, cast):
    announcing.extend(
        plan.consultation,
        last_day=date(2026, 3, 24),
        reason="Llovió mucho. Así lo decidió la Mesa.",
        version=plan.consultation.version,
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    found = texts(elena.get(f"{LIST}/mensajes"))
    assert "hasta el martes 24 de marzo" in found["extended-whatsapp"]
    assert "Por qué hay más plazo: Llovió mucho." in found["extended-whatsapp"]
