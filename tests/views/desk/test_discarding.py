"""Throwing away a draft from its page, and bringing it back from the list of plans."""

from tests.cast import a_draft, an_announced_plan
from webapp.models import Plan

PLAN = "/gestion/planes/plan-de-prueba"
THROWN_AWAY = "/gestion/planes/descartados"


def test_a_draft_is_thrown_away_after_reading_what_that_means(cast, desk):
    a_draft(cast)
    editor = desk(cast.elena_editor)
    assert f"{PLAN}/descarte" in editor.get(PLAN).links
    page = editor.get(f"{PLAN}/descarte")
    assert "Su dirección, plan-de-prueba, queda libre para otro plan." in page.words
    assert editor.fill(f"{PLAN}/descarte").response.location == "/gestion/planes"
    editor.get(PLAN, 404)
    assert PLAN not in editor.get("/gestion/planes").links


def test_it_is_brought_back_from_the_list_of_plans(cast, desk):
    a_draft(cast)
    editor = desk(cast.elena_editor)
    editor.fill(f"{PLAN}/descarte")
    assert THROWN_AWAY in editor.get("/gestion/planes").links
    page = editor.get(THROWN_AWAY)
    assert "Plan de prueba" in page.words
    address = f"{THROWN_AWAY}/{Plan.discarded()[0].id}"
    assert editor.post(address, page.form()).response.location == PLAN
    assert "El borrador volvió." in editor.get(PLAN).words
    assert "No se ha descartado ningún borrador." in editor.get(THROWN_AWAY).words
    editor.post(address, page.form(), 409)


def test_a_draft_changed_since_is_not_thrown_away_unread_r12(cast, desk):
    plan = a_draft(cast)
    editor = desk(cast.elena_editor)
    page = editor.get(f"{PLAN}/descarte")
    plan.draft_edition.version += 1
    plan.draft_edition.save()
    editor.post(f"{PLAN}/descarte", page.form(), 409)
    assert Plan.find("plan-de-prueba")


def test_a_plan_that_was_announced_is_only_cancelled_r1(cast, desk):
    an_announced_plan(cast)
    editor = desk(cast.elena_editor)
    assert f"{PLAN}/descarte" not in editor.get(PLAN).links
    assert "Este plan ya se anunció" in editor.get(f"{PLAN}/descarte").words
