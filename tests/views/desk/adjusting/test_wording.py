"""Giving an action another wording beside the observations behind it (R9, R12)."""

from tests.cast import WHILE_OPEN, filed, wording
from tests.queries import listened
from tests.views.desk.adjusting.acts import ACTION, ADJUST, NEW, OWN_MOTION, a_change, token_of
from webapp.models import Change
from webapp.models.edition_content import changes_of
from webapp.vocabulary import PlanField


def test_the_text_stands_beside_its_observations(comment, edition, elena):
    page = elena.get(ACTION)
    assert "Construir dos mecanismos de recolección." in page.words
    assert "Pongan un buzón en la plaza." in page.words
    assert f"{ACTION}?usar={comment.filing_number}" in page.links
    assert page.all(f".//input[@name='comments'][@value='{comment.filing_number}']")


def test_a_change_is_saved_with_its_reason_and_its_observations_r9(comment, edition, elena, plan):
    other = filed(plan, code="2.1", at=WHILE_OPEN).comment
    elena.fill(
        ACTION,
        improvement=NEW,
        term_months="6",
        origin="observations",
        reason="Lo pidieron. Así lo decidió la Mesa.",
        comments=[comment.filing_number],
        others=other.filing_number.lower(),
    )
    changes = changes_of(edition)
    assert {change.field for change in changes} == {PlanField.IMPROVEMENT, PlanField.TERM_MONTHS}
    for change in changes:
        assert change.comments == [comment, other]
    page = elena.get(ACTION)
    assert "De 3 a 6 meses" in page.words
    assert f"/gestion/observaciones/{other.filing_number}" in page.links


def test_a_change_without_observations_or_reason_is_refused_and_kept_r9(comment, edition, elena):
    page = elena.fill(
        ACTION, 422, improvement=NEW, origin="observations", reason="Sí, lo decidió la Mesa."
    )
    assert "observaciones" in page.text_of(".//div[@class='summary']")
    assert page.form()["improvement"] == NEW
    page = elena.fill(ACTION, 422, improvement=NEW, origin="own_motion", reason="", htmx=True)
    assert "<html" not in page.html
    assert page.all(".//*[@id='reason-error']")
    elena.fill(ACTION, 422, improvement=NEW, reason="Sí, lo decidió la Mesa.")
    elena.fill(ACTION, 422, **OWN_MOTION)
    elena.fill(ACTION, 422, activity=" ", **OWN_MOTION)
    elena.fill(ACTION, 422, term_months="seis", **OWN_MOTION)
    elena.fill(ACTION, 422, term_months="99999999999", **OWN_MOTION)
    assert not Change.select().exists()


def test_the_difference_is_shown_and_nothing_is_saved(edition, elena):
    form = {**elena.get(ACTION).form(), "improvement": NEW, "term_months": "1"}
    page = elena.post(f"{ACTION}/diferencia", form, 200)
    assert page.form()["improvement"] == NEW
    fragment = elena.post(f"{ACTION}/diferencia", form, 200, htmx=True)
    assert "<html" not in fragment.html
    assert fragment.all(".//ins")
    assert "De 3 meses a 1 mes" in fragment.words
    assert not Change.select().exists()


def test_a_second_change_on_an_action_asks_for_its_own_reason_r9(
    comment, edition, elena, plan, cast
):
    a_change(plan, cast, comment)
    form = elena.get(ACTION).form()
    assert form["reason"] == ""
    assert "origin" not in form
    assert "comments" not in form
    assert "improvement" not in form
    elena.fill(ACTION, term_months="6", **OWN_MOTION)
    causes = {each.field: each.comments for each in changes_of(edition)}
    assert causes == {PlanField.IMPROVEMENT: [comment], PlanField.TERM_MONTHS: []}


def test_each_text_is_adjusted_further_with_its_own_reason_and_no_other_r9(
    comment, edition, elena, plan, cast
):
    a_change(plan, cast, comment)
    elena.fill(ACTION, term_months="6", origin="own_motion", reason="Otro motivo, del plazo.")
    improvement = elena.get(f"{ACTION}?campo=improvement").form()
    assert improvement["reason"] == "Lo pidieron. Así lo decidió la Mesa."
    assert improvement["comments"] == comment.filing_number
    assert "term_months" not in improvement
    term = elena.get(f"{ACTION}?campo=term_months").form()
    assert (term["reason"], term["origin"]) == ("Otro motivo, del plazo.", "own_motion")
    assert "comments" not in term
    elena.post(ACTION, {**term, "term_months": "9"})
    changes = {each.field: (each.after, each.reason) for each in changes_of(edition)}
    assert changes[PlanField.TERM_MONTHS] == ("9", "Otro motivo, del plazo.")
    assert changes[PlanField.IMPROVEMENT][1] == "Lo pidieron. Así lo decidió la Mesa."


def test_the_second_of_two_saves_is_refused_shows_both_and_may_be_repeated_r12(
    edition, elena, plan
):
    form = {**elena.get(ACTION).form(), **OWN_MOTION}
    elena.post(ACTION, {**form, "improvement": "Lo primero."})
    page = elena.post(ACTION, {**form, "improvement": "Lo segundo."}, 409)
    assert "Lo primero." in page.words
    assert page.form()["improvement"] == "Lo segundo."
    assert wording(plan, "1.1").improvement == "Lo primero."
    elena.post(ACTION, page.form())
    assert wording(plan, "1.1").improvement == "Lo segundo."


def test_without_an_adjusted_edition_the_action_is_only_read(plan, elena):
    page = elena.get(ACTION)
    assert "Primero empiece la edición ajustada" in page.words
    assert ADJUST in page.links
    assert "no se puede ajustar ahora" not in page.words
    assert not page.all(".//main//textarea")
    data = {"csrf_token": token_of(elena), "activity": "Otra.", "version": "1", **OWN_MOTION}
    page = elena.post(ACTION, data, 409)
    assert page.form()["activity"] == "Otra."


def test_other_roles_read_and_write_nothing(comment, edition, plan, cast, desk):
    change = a_change(plan, cast, comment)
    for person in (cast.aldo_auditor, cast.rosa_responder, cast.alba_approver):
        visitor = desk(person)
        token = token_of(visitor)
        for address in (ADJUST, ACTION, f"/gestion/cambios/{change.id}"):
            assert not visitor.get(address).all(".//main//textarea")
            visitor.post(address, {"csrf_token": token}, 403)
        visitor.post(f"/gestion/cambios/{change.id}/deshecho", {"csrf_token": token}, 403)


def test_an_unknown_action_category_or_change_is_not_found(edition, elena):
    for address in (f"{ADJUST}/9.9", f"{ADJUST}/categorias/9", "/gestion/cambios/99"):
        elena.get(address, 404)


def test_the_live_difference_reads_only_what_it_shows(comment, edition, elena):
    form = {**elena.get(ACTION).form(), "improvement": NEW}
    with listened() as statements:
        elena.post(f"{ACTION}/diferencia", form, 200, htmx=True)
    assert not [each for each in statements if 'FROM "comment"' in each]
    assert len(statements) <= 10
