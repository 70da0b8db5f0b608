"""Covering words of what was published, at the desk: looked for, proposed, approved (R11, R21)."""

from hashlib import sha256

import pytest

from tests.canaries import NAME, REASON, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, later
from webapp.models import Correction, Plan
from webapp.vocabulary import CorrectionState
from webapp.workflow import verifying

GIVEN = {
    "words": NAME,
    "data": "name",
    "ground": "court",
    "order": "Sentencia T-100 de 2026",
    "dated": "20/03/2026",
    "reason": REASON,
}


@pytest.fixture
def plan(cast, clock) -> Plan:
    clock(later(AFTER_CLOSE, days=1))
    return a_plan_that_names(cast)


@pytest.fixture
def address(plan) -> str:
    return f"/gestion/planes/{plan.slug}/supresion"


def test_words_are_looked_for_proposed_approved_and_told_r21(desk, cast, plan, address):
    moderator = desk(cast.mario_moderator)
    page = moderator.fill(address, 200, **GIVEN, step="look")
    assert {"".join(each.itertext()) for each in page.all(".//mark")} == {NAME}
    places = [each.get("value") for each in page.all(".//input[@name='places']")]
    assert len(places) > 20
    moderator.post(address, {**page.form(), "places": places, "step": "propose"})
    correction = Correction.get(Correction.state == CorrectionState.PROPOSED)
    approver = desk(cast.alba_approver)
    assert approver.get(f"/gestion/correcciones/{correction.id}").all(".//mark")
    page = approver.fill(f"/gestion/correcciones/{correction.id}")
    assert NAME not in approver.get(f"/gestion/correcciones/{correction.id}").html
    told = approver.get(f"/planes/{plan.slug}/correcciones")
    assert "[nombre suprimido]" in told.words
    assert GIVEN["order"] in told.words
    edition = approver.get(f"/planes/{plan.slug}/ediciones/1")
    assert "Algunas palabras de esta edición están suprimidas" in edition.words
    given = approver.client.get(f"/planes/{plan.slug}/ediciones/1.json").get_data()
    digests = {sha256(given).hexdigest(), plan.published_editions[0].digest}
    assert len(digests) == 2
    assert all(each in edition.words for each in digests)
    assert verifying.examine().faults == []


def test_a_text_whose_tick_was_taken_away_stays_as_it_is(desk, cast, plan, address):
    moderator = desk(cast.mario_moderator)
    page = moderator.fill(address, 200, **GIVEN, step="look")
    first, *_ = (each.get("value") for each in page.all(".//input[@name='places']"))
    moderator.post(address, {**page.form(), "places": [first], "step": "propose"})
    (text,) = Correction.get(Correction.state == CorrectionState.PROPOSED).details["texts"]
    assert text["sha256"] == first


def test_words_that_stand_nowhere_are_said_to(desk, cast, address):
    given = {**GIVEN, "words": "Nadie de Ninguna Parte", "step": "look"}
    page = desk(cast.mario_moderator).fill(address, 422, **given)
    assert "no están en ningún texto público" in page.words


def test_a_responder_covers_nothing(desk, cast, address):
    desk(cast.rosa_responder).get(address, 403)


def test_what_is_covered_already_is_read_by_nobody_who_looks_for_more_r13(
    desk, cast, plan, address
):
    covered(plan, cast)
    given = {**GIVEN, "words": "mesa directiva", "step": "look"}
    page = desk(cast.mario_moderator).fill(address, 200, **given)
    assert page.all(".//mark")
    assert NAME not in page.html
