"""Erasing from the desk what a cover hides, when an order asks for that (R13, R21)."""

import pytest

from tests.canaries import NAME, REASON, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, filed, later
from webapp.models import Correction
from webapp.storage.db import rows

ORDER = "Sentencia T-100 de 2026"
WHY = "Lo ordenó el juzgado en su sentencia."
PLAN = "/planes/plan-de-prueba"


@pytest.fixture
def cover(cast, clock):
    clock(later(AFTER_CLOSE, hours=5))
    return covered(a_plan_that_names(cast), cast)


def address_of(correction):
    return f"/gestion/correcciones/{correction.id}/borrado"


def test_the_words_are_erased_once_another_approves_and_the_marks_stay(cover, cast, desk, visitor):
    mario, alba = desk(cast.mario_moderator), desk(cast.alba_approver)
    assert address_of(cover) in mario.get(f"/gestion/correcciones/{cover.id}").links
    assert "[nombre suprimido]" in mario.get(address_of(cover)).words
    mario.fill(address_of(cover), ground="court", order=ORDER, reason=WHY)
    last = Correction.select().order_by(Correction.id.desc()).get()
    page = alba.get(f"/gestion/correcciones/{last.id}")
    assert ORDER in page.words
    assert NAME not in page.words
    alba.post(f"/gestion/correcciones/{last.id}/aprobacion", page.form(0))
    assert NAME not in str(rows("SELECT title FROM edition"))
    assert "[nombre suprimido]" in visitor.get(f"{PLAN}/ediciones/1").words
    told = visitor.get(f"{PLAN}/correcciones").words
    assert REASON in told
    assert WHY in told


def test_the_page_says_which_observations_say_them_and_stay(cover, cast, desk):
    page = desk(cast.mario_moderator).get(address_of(cover))
    assert "Estas observaciones" not in page.words
    number = filed(cover.plan, f"Me atendió {NAME}.").comment.filing_number
    assert number in desk(cast.mario_moderator).get(address_of(cover)).words


def test_it_takes_an_order_and_a_role(cover, cast, desk):
    page = desk(cast.mario_moderator).fill(address_of(cover), 422, ground="court", reason=WHY)
    assert "la referencia de la orden" in page.words
    assert page.form()["reason"] == WHY
    desk(cast.rosa_responder).get(address_of(cover), 403)
    desk(cast.mario_moderator).get("/gestion/correcciones/999/borrado", 404)


def test_what_covers_nothing_offers_nothing_to_erase(cover, cast, desk):
    other = Correction.select().where(Correction.id != cover.id).get()
    mario = desk(cast.mario_moderator)
    assert address_of(other) not in mario.get(f"/gestion/correcciones/{other.id}").links
    assert "No suprime nada" in mario.get(address_of(other)).words
