"""Covering words of what was published, at the desk: looked for, proposed, approved (R11, R21)."""

from hashlib import sha256
from io import BytesIO

import pytest

from tests.canaries import CLEAN, NAME, REASON, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, WHILE_OPEN, filed, later, shown
from webapp.models import Correction, Document, Plan
from webapp.vocabulary import CorrectionState, Ground
from webapp.workflow import moderating, verifying

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


def test_observations_that_say_the_words_too_are_told_and_can_be_opened_r13(
    desk, cast, plan, address
):
    says, hidden, _ = (
        filed(plan, f"{NAME} {number}", at=WHILE_OPEN).comment for number in range(3)
    )
    shown(says, cast)
    moderating.withhold(
        hidden, ground=Ground.OTHER, note="Es una amenaza grave.", version=1,
        by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    for words in (NAME, f"{NAME} 0"):
        page = desk(cast.mario_moderator).fill(
            address, 200 if words == NAME else 422, **{**GIVEN, "words": words}, step="look"
        )
        assert "1 observación lo dice también" in page.words
        assert f"/gestion/observaciones/{says.filing_number}" in page.links


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


# --- clean copies of documents --------------------------------------------------------------------


@pytest.fixture
def replacement(plan) -> str:
    document = Document.listed(plan)[-1]
    return f"/gestion/planes/{plan.slug}/documentos/{document.id}/copia-limpia"


def a_copy() -> dict[str, object]:
    return {
        "file": (BytesIO(CLEAN.content), CLEAN.filename),
        "data": "name",
        "ground": "court",
        "order": "Sentencia T-100 de 2026",
        "covers_name": "y",
        "reason": REASON,
    }


def test_a_clean_copy_is_proposed_compared_approved_and_told_r21(desk, cast, plan, replacement):
    document = Document.listed(plan)[-1]
    desk(cast.mario_moderator).fill(replacement, **a_copy())
    correction = Correction.get(Correction.state == CorrectionState.PROPOSED)
    approver = desk(cast.alba_approver)
    page = approver.get(f"/gestion/correcciones/{correction.id}")
    assert "Compare los dos archivos" in page.words
    proposed = approver.client.get(f"/gestion/correcciones/{correction.id}/copia")
    assert proposed.get_data() == CLEAN.content
    approver.fill(f"/gestion/correcciones/{correction.id}")
    approver.get(f"/gestion/correcciones/{correction.id}/copia", 404)
    for address in (f"/planes/{plan.slug}", f"/planes/{plan.slug}/correcciones"):
        told = approver.get(address).words
        assert document.sha256 in told, address
        assert CLEAN.facts["sha256"] in told, address
    assert verifying.examine().faults == []


def test_a_clean_copy_without_a_file_or_ground_is_handed_back(desk, cast, replacement):
    page = desk(cast.elena_editor).fill(replacement, 422, reason=REASON, data="name")
    assert "Escoja el fundamento." in page.words
    page = desk(cast.elena_editor).fill(replacement, 422, **{**a_copy(), "file": (BytesIO(), "")})
    assert "Escoja la copia limpia." in page.words


def test_a_document_of_another_plan_has_no_clean_copy_here(desk, cast, plan):
    desk(cast.elena_editor).get(f"/gestion/planes/{plan.slug}/documentos/99/copia-limpia", 404)


def test_a_responder_replaces_no_document(desk, cast, replacement):
    desk(cast.rosa_responder).get(replacement, 403)
