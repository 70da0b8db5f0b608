"""Adding actions to the adjusted plan and withdrawing them, from the desk."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown, wording
from tests.worlds import answered
from webapp.models import Action, Change
from webapp.models.edition_content import changes_of
from webapp.vocabulary import Decision, Origin, PlanField
from webapp.workflow import adjusting, adjusting_actions, answering, publishing, undoing
from webapp.workflow.adjusting import Why

PLAN = "/gestion/planes/plan-de-prueba"
ADJUST = f"{PLAN}/ajuste"
ADD = f"{ADJUST}/categorias/1/acciones/nueva"
ADDED = f"{ADJUST}/1.3"
WITHDRAW = f"{ADJUST}/1.2/retiro"
SAYS = {"activity": "Oír a las veredas.", "improvement": "Ir a cada una.", "term_months": "12"}
WHY = {"origin": "own_motion", "reason": "La Mesa lo decidió."}
OWN_MOTION = Why(origin=Origin.OWN_MOTION, reason="La Mesa lo decidió.")


@pytest.fixture
def proposal(plan, cast):
    sent = filed(plan, "Falta una acción.", code=None, proposed_text="Ir a las veredas.")
    return shown(sent.comment, cast)


def a_new_action(edition, cast):
    values = {PlanField.ACTIVITY: "Oír a las veredas.", PlanField.TERM_MONTHS: 12}
    return adjusting_actions.add_action(
        edition.outline[0][0], values, OWN_MOTION, by=cast.elena_editor, at=AFTER_CLOSE
    )


def a_withdrawn_action(plan, cast):
    return adjusting_actions.withdraw(
        wording(plan, "1.2"), OWN_MOTION, version=1, by=cast.elena_editor, at=AFTER_CLOSE
    )


def codes(edition):
    return [each.action.code for _, wordings in edition.fresh().outline for each in wordings]


class TestAddingAnAction:
    def test_every_category_offers_it(self, edition, elena):
        links = elena.get(ADJUST).links
        assert ADD in links
        assert f"{ADJUST}/categorias/2/acciones/nueva" in links

    def test_it_is_added_with_its_reason_and_the_observations_behind_it_r9(
        self, proposal, edition, elena, plan
    ):
        assert elena.get(ADD).all(f".//input[@name='comments'][@value='{proposal.filing_number}']")
        elena.fill(
            ADD,
            **SAYS,
            origin="observations",
            reason="Lo pidieron. Así lo decidió la Mesa.",
            comments=[proposal.filing_number],
        )
        changes = changes_of(edition)
        assert [(each.action.code, each.before, each.comments) for each in changes] == [
            ("1.3", "", [proposal])
        ] * 3
        page = elena.get(ADJUST)
        assert "1.3 Acción nueva" in page.words
        assert page.words.count("Lo pidieron.") == 1
        assert "Nueva" in page.words
        assert "Acción nueva" in elena.get(ADDED).words

    def test_an_observation_on_the_whole_plan_leads_there(self, proposal, edition, elena):
        number = proposal.filing_number
        assert f"{ADJUST}?usar={number}" in elena.get(f"/gestion/observaciones/{number}").links
        assert f"{ADD}?usar={number}" in elena.get(f"{ADJUST}?usar={number}").links
        form = elena.get(f"{ADD}?usar={number}").form()
        assert (form["comments"], form["origin"]) == (number, "observations")
        assert form["improvement"] == "Ir a las veredas."

    def test_what_is_wrong_is_said_and_what_was_typed_stays_r9(self, edition, elena):
        page = elena.fill(ADD, 422, **SAYS, origin="observations", reason="Sí, lo decidió la Mesa.")
        assert "observaciones" in page.text_of(".//div[@class='summary']")
        assert page.form()["improvement"] == SAYS["improvement"]
        fragment = elena.fill(ADD, 422, **{**SAYS, "activity": " "}, **WHY, htmx=True)
        assert "<html" not in fragment.html
        assert fragment.all(".//*[@id='activity-error']")
        elena.fill(ADD, 422, **{**SAYS, "term_months": "seis"}, **WHY)
        elena.fill(ADD, 422, **{**SAYS, "term_months": "900"}, **WHY)
        elena.fill(ADD, 422, **SAYS, reason="Sí, lo decidió la Mesa.")
        elena.fill(ADD, 422, **SAYS, **WHY, others="CMC-1-1")
        assert not Change.select().exists()

    def test_it_is_not_for_others_nor_for_a_category_that_is_not_there(
        self, edition, elena, cast, desk, visitor
    ):
        visitor.get(ADD, 302)
        for other in (cast.rosa_responder, cast.aldo_auditor):
            desk(other).get(ADD, 403)
        elena.get(f"{ADJUST}/categorias/9/acciones/nueva", 404)

    def test_it_is_refused_once_the_edition_is_out_and_nothing_typed_is_lost_r1(
        self, edition, elena, plan, cast
    ):
        form = elena.get(ADD).form()
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
        publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
        page = elena.post(ADD, {**form, **SAYS, **WHY}, 409)
        assert page.form()["improvement"] == SAYS["improvement"]
        page = elena.get(ADD)
        assert "no se puede ajustar ahora" in page.words
        assert not page.all(".//main//form[@method='post']")

    def test_it_is_taken_back_whole(self, edition, elena, cast, plan):
        a_new_action(edition, cast)
        change = Change.select().get()
        page = elena.get(f"/gestion/cambios/{change.id}")
        assert "Quitar la acción nueva" in page.words
        assert "Oír a las veredas." in page.words
        assert "12 meses" in page.words
        elena.fill(f"/gestion/cambios/{change.id}", number=1)
        assert codes(edition) == ["1.1", "1.2", "2.1", "2.1.1"]
        assert not Change.select().exists()
        elena.get(ADDED, 404)

    def test_its_reason_is_corrected_for_all_its_texts(self, edition, elena, cast):
        a_new_action(edition, cast)
        change = Change.select().get()
        elena.fill(f"/gestion/cambios/{change.id}", reason="Hacía falta. Así lo decidió la Mesa.")
        assert {each.reason for each in Change.select()} == {"Hacía falta. Así lo decidió la Mesa."}

    def test_what_was_typed_for_one_that_someone_took_back_is_not_lost_r12(
        self, edition, elena, cast
    ):
        a_new_action(edition, cast)
        form = elena.get(ADDED).form()
        change = Change.select().get()
        undoing.undo(change, version=change.version, by=cast.elena_editor, at=AFTER_CLOSE)
        page = elena.post(ADDED, {**form, "improvement": "Ir dos veces.", **WHY}, 409)
        assert "Otra persona sacó del plan la acción 1.3." in page.words
        assert page.form()["improvement"] == "Ir dos veces."
        elena.post(ADD, page.form())
        assert wording(edition.plan, "1.3").improvement == "Ir dos veces."


class TestWithdrawingAnAction:
    def test_its_page_leads_there(self, edition, elena):
        assert WITHDRAW in elena.get(f"{ADJUST}/1.2").links

    def test_it_is_withdrawn_with_its_reason_r9(self, edition, elena, plan):
        page = elena.get(WITHDRAW)
        assert "Divulgar el plan." in page.words
        elena.fill(WITHDRAW, **WHY)
        assert codes(edition) == ["1.1", "2.1", "2.1.1"]
        page = elena.get(ADJUST)
        assert "1.2 Acción retirada" in page.words
        assert "Retirada Devolverla al plan" in page.words
        assert page.words.count("La Mesa lo decidió.") == 1

    def test_what_is_wrong_is_said_r9(self, edition, elena):
        page = elena.fill(WITHDRAW, 422, origin="observations", reason="Sí, lo decidió la Mesa.")
        assert page.form()["reason"] == "Sí, lo decidió la Mesa."
        fragment = elena.fill(WITHDRAW, 422, origin="own_motion", reason="", htmx=True)
        assert "<html" not in fragment.html
        assert fragment.all(".//*[@id='reason-error']")
        assert "1.2" in codes(edition)

    def test_it_is_not_for_others_nor_before_the_adjusted_edition_begins(
        self, plan, cast, desk, visitor, elena
    ):
        visitor.get(WITHDRAW, 302)
        desk(cast.rosa_responder).get(WITHDRAW, 403)
        page = elena.get(WITHDRAW)
        assert "no se puede retirar ahora" in page.words
        assert not page.all(".//main//form[@method='post']")
        elena.get(f"{ADJUST}/9.9/retiro", 404)

    def test_it_is_not_withdrawn_over_what_someone_else_wrote_r12(self, edition, elena, cast, plan):
        form = elena.get(WITHDRAW).form()
        adjusting.reword(
            wording(plan, "1.2"),
            {PlanField.IMPROVEMENT: "Publicarlo en la emisora."},
            OWN_MOTION,
            version=1,
            by=cast.elena_editor,
            at=AFTER_CLOSE,
        )
        page = elena.post(WITHDRAW, {**form, **WHY}, 409)
        assert "Publicarlo en la emisora." in page.words
        assert page.form()["reason"] == WHY["reason"]
        elena.post(WITHDRAW, page.form())
        assert "1.2" not in codes(edition)

    def test_twice_is_refused(self, edition, elena, plan, cast):
        form = elena.get(WITHDRAW).form()
        a_withdrawn_action(plan, cast)
        page = elena.post(WITHDRAW, {**form, **WHY}, 409)
        assert "otra persona sacó esta acción del plan" in page.words

    def test_what_was_typed_for_it_meanwhile_is_not_lost_r12(self, edition, elena, plan, cast):
        form = elena.get(f"{ADJUST}/1.2").form()
        a_withdrawn_action(plan, cast)
        page = elena.post(f"{ADJUST}/1.2", {**form, "improvement": "Otra.", **WHY}, 409)
        assert page.form()["improvement"] == "Otra."
        assert "Esta acción fue retirada en la edición 2" in page.words

    def test_it_is_brought_back(self, edition, elena, plan, cast):
        change = a_withdrawn_action(plan, cast)[0]
        page = elena.get(f"{ADJUST}/1.2")
        assert "Esta acción fue retirada en la edición 2" in page.words
        assert not page.all(".//form[@id='adjust']")
        assert any(each.endswith("#undo") for each in page.links)
        page = elena.get(f"/gestion/cambios/{change.id}")
        assert "Devolver la acción al plan" in page.words
        elena.fill(f"/gestion/cambios/{change.id}", number=1)
        assert codes(edition) == ["1.1", "1.2", "2.1", "2.1.1"]

    def test_the_desk_still_shows_its_observations_once_it_is_out(self, plan, edition, elena, cast):
        comment = shown(filed(plan, code="1.2").comment, cast)
        answered(comment, cast, Decision.NOT_INCORPORATED)
        a_withdrawn_action(plan, cast)
        answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
        publishing.publish_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
        number = comment.filing_number
        for address in (
            f"/gestion/observaciones/{number}",
            f"/gestion/observaciones/{number}/respuesta",
            f"{PLAN}/observaciones?accion=1.2",
            f"{ADJUST}/1.2",
            f"{PLAN}/acciones",
        ):
            elena.get(address)


def test_the_gate_and_the_log_tell_them_as_one_thing(edition, elena, plan, cast, desk):
    a_new_action(edition, cast)
    a_withdrawn_action(plan, cast)
    page = elena.get(f"{PLAN}/publicacion")
    assert "1.3 Acción nueva" in page.words
    assert "1.2 Acción retirada" in page.words
    log = desk(cast.aldo_auditor).get("/gestion/bitacora").words
    assert "Agregó una acción" in log
    assert "Retiró una acción" in log


def test_from_a_proposal_to_a_new_action_to_the_changelog(cast, desk, visitor, clock):
    """A citizen says what is missing; staff add it; everyone reads because of whom."""
    plan = an_announced_plan(cast)
    form = "/planes/plan-de-prueba/observaciones/nueva"
    sent = visitor.get(form).form()
    visitor.post(
        "/planes/plan-de-prueba/observaciones",
        {**sent, "body": "Hace falta una acción sobre las veredas."},
    )
    comment = shown(plan.comments.get(), cast)
    number = comment.filing_number
    clock(AFTER_CLOSE)
    elena = desk(cast.elena_editor)
    elena.fill(ADJUST)
    elena.fill(
        f"{ADD}?usar={number}", to=ADD, **SAYS, reason="Nadie las oía. Así lo decidió la Mesa."
    )
    answered(comment, cast, Decision.INCORPORATED, "Agregamos la acción 1.3.")
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    elena.fill(f"{PLAN}/publicacion")
    told = visitor.get("/planes/plan-de-prueba/cambios")
    assert f"/observaciones/{number}" in told.links
    assert "Nadie las oía." in told.text_of(".//article[@id='turn-1.3']")
    page = visitor.get(f"/observaciones/{number}")
    assert "Incorporada" in page.words
    assert "/planes/plan-de-prueba/acciones/1.3" in page.links
    assert Action.select().where(Action.code == "1.3").get().comments_total == 0
