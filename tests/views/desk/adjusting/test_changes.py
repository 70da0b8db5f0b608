"""Correcting the reason of a change, and undoing it (R9, R12)."""

from tests.cast import AFTER_CLOSE, wording
from tests.views.desk.adjusting.acts import ADJUST, a_change
from webapp.workflow import publishing


def test_the_reason_and_the_observations_of_a_change_are_corrected(
    comment, edition, elena, plan, cast
):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    page = elena.fill(address, 422, origin="observations", comments=[])
    assert "observaciones" in page.text_of(".//div[@class='summary']")
    elena.fill(
        address,
        origin="observations",
        reason="Mejor. Así lo decidió la Mesa.",
        comments=[comment.filing_number],
    )
    assert change.fresh().comments == [comment]
    assert f"/gestion/observaciones/{comment.filing_number}" in elena.get(address).links


def test_a_reason_corrected_by_two_people_loses_neither_r12(comment, edition, elena, plan, cast):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    form = elena.get(address).form()
    elena.post(address, {**form, "reason": "El primero. Así lo decidió la Mesa."})
    page = elena.post(address, {**form, "reason": "El segundo. Así lo decidió la Mesa."}, 409)
    assert "El primero. Así lo decidió la Mesa." in page.words
    assert page.form()["reason"] == "El segundo. Así lo decidió la Mesa."
    elena.post(address, page.form())
    assert change.fresh().reason == "El segundo. Así lo decidió la Mesa."


def test_a_change_is_undone(edition, elena, plan, cast):
    change = a_change(plan, cast)
    address = f"/gestion/cambios/{change.id}"
    page = elena.get(address)
    stale = {**page.form(1), "version": "77"}
    elena.post(f"{address}/deshecho", stale, 409)
    elena.post(f"{address}/deshecho", page.form(1))
    assert wording(plan, "1.1").improvement == "Construir dos mecanismos de recolección."
    elena.get(address, 404)


def test_a_published_change_is_only_read_r1(edition, elena, plan, cast):
    change = a_change(plan, cast)
    form = elena.get(f"/gestion/cambios/{change.id}").form()
    publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    assert not elena.get(f"/gestion/cambios/{change.id}").all(".//main//textarea")
    elena.post(f"/gestion/cambios/{change.id}", form, 409)
    elena.post(f"/gestion/cambios/{change.id}/deshecho", form, 409)
    assert "no se puede ajustar ahora" in elena.get(ADJUST).words
