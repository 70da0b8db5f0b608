"""Facts, categories and actions of a draft, on the desk."""

import pytest

from tests.cast import MONDAY, a_draft, an_announced_plan, wording
from webapp.vocabulary import PlanField
from webapp.workflow import drafting

PLAN = "/gestion/planes/plan-de-prueba"


@pytest.fixture
def plan(cast):
    """A plan in preparation."""
    return a_draft(cast)


@pytest.fixture
def editor(cast, desk):
    """Elena, signed in."""
    return desk(cast.elena_editor)


class TestFacts:
    """What the plan says of itself."""

    def test_they_are_changed_and_the_summary_is_shown_as_markdown(self, editor, plan):
        editor.fill(
            f"{PLAN}/datos",
            title="Plan nuevo",
            summary="Uno.\n\n**Dos.**",
            starts_on="01/04/2026",
        )
        page = editor.get(PLAN)
        assert page.h1 == "Plan nuevo"
        assert page.text_of(".//main//strong") == "Dos."
        assert "miércoles 1 de abril de 2026" in page.words

    def test_faults_are_marked_and_everything_typed_stays(self, editor, plan):
        page = editor.fill(
            f"{PLAN}/datos",
            422,
            title="  ",
            summary="palabra " * 301,
            approved_on="31/02/2026",
            minutes="Acta 7",
        )
        assert "Escriba el día así: 31/12/2026." in page.words
        assert "Escriba el título del plan." in page.words
        assert page.form()["minutes"] == "Acta 7"
        assert page.form()["summary"].startswith("palabra palabra")

    def test_a_summary_too_long_is_counted_in_words(self, editor, plan):
        page = editor.fill(f"{PLAN}/datos", 422, summary="palabra " * 301)
        assert "El resumen puede tener hasta 300 palabras." in page.words

    def test_a_published_edition_is_refused_with_the_text_handed_back(self, cast, editor):
        plan = an_announced_plan(cast)
        token = editor.get("/gestion/planes/importar").form()["csrf_token"]
        data = {"csrf_token": token, "version": plan.current_edition.version, "title": "Otro"}
        page = editor.post(f"{PLAN}/datos", data, 409)
        assert "El plan no está en la etapa en que esto se puede hacer." in page.words
        assert page.form()["title"] == "Otro"
        assert "ya no se puede cambiar" in editor.get(f"{PLAN}/datos").words


class TestActions:
    """What an action says."""

    def test_the_list_marks_the_actions_with_findings(self, cast, desk, editor, plan):
        page = editor.get(f"{PLAN}/acciones")
        assert "2.1.1 Los reportes quedan públicos. Sin plazo 1 advertencia" in page.words
        assert f"{PLAN}/categorias/1/acciones/nueva" in page.links
        reader = desk(cast.aldo_auditor).get(f"{PLAN}/acciones")
        assert f"{PLAN}/acciones/1.1" in reader.links
        assert f"{PLAN}/categorias/1/acciones/nueva" not in reader.links

    def test_it_shows_its_findings_beside_the_form(self, editor, plan):
        page = editor.get(f"{PLAN}/acciones/2.1.1")
        assert "Qué se encontró en esta acción En 2.1.1 falta:" in page.words
        assert "Qué se encontró" not in editor.get(f"{PLAN}/acciones/1.1").words

    def test_it_is_changed_field_by_field(self, editor, plan):
        editor.fill(
            f"{PLAN}/acciones/1.1",
            improvement=" Un buzón. ",
            term_months="",
            responsible_area="Planeación",
        )
        held = wording(plan, "1.1")
        assert (held.improvement, held.term_months) == ("Un buzón.", None)
        assert held.responsible_area == "Planeación"

    @pytest.mark.parametrize("term", ["tres", "0", "241", "99999999999"])
    def test_a_term_that_is_none_is_refused(self, editor, plan, term):
        page = editor.fill(f"{PLAN}/acciones/1.1", 422, term_months=term, improvement="Un buzón.")
        assert page.text_of(".//*[@id='term_months-error']")
        assert page.form()["term_months"] == term
        assert page.form()["improvement"] == "Un buzón."

    def test_two_people_see_both_texts_and_the_second_may_insist(self, cast, editor, plan):
        """R12"""
        form = editor.get(f"{PLAN}/acciones/1.1").form()
        drafting.edit_wording(
            wording(plan, "1.1"),
            {PlanField.IMPROVEMENT: "Lo que guardó otra persona."},
            version=1,
            by=cast.elena_editor,
            at=MONDAY,
        )
        mine = {**form, "improvement": "Lo que escribí yo."}
        page = editor.post(f"{PLAN}/acciones/1.1", mine, 409)
        summary = page.text_of(".//*[@role='alert']")
        assert "Lo que guardó otra persona." in summary
        assert "Lo que escribí yo." in summary
        assert page.form()["improvement"] == "Lo que escribí yo."
        assert wording(plan, "1.1").improvement == "Lo que guardó otra persona."
        editor.post(f"{PLAN}/acciones/1.1", page.form())
        assert wording(plan, "1.1").improvement == "Lo que escribí yo."

    def test_a_form_without_a_sound_version_saves_nothing(self, editor, plan):
        form = editor.get(f"{PLAN}/acciones/1.1").form()
        for version in ("", "uno", "99"):
            status = 422 if version == "uno" else 409
            editor.post(
                f"{PLAN}/acciones/1.1", {**form, "version": version, "activity": "No."}, status
            )
        assert wording(plan, "1.1").activity == "Abrir canales para oír a la gente."

    def test_one_is_added_and_another_removed(self, editor, plan):
        page = editor.fill(
            f"{PLAN}/categorias/1/acciones/nueva", activity="Contar.", term_months="2"
        )
        assert page.response.location == f"{PLAN}/acciones/1.3"
        editor.fill(f"{PLAN}/acciones/1.3", number=2)
        editor.get(f"{PLAN}/acciones/1.3", 404)
        page = editor.fill(f"{PLAN}/categorias/1/acciones/nueva", 422, activity=" ")
        assert "Escriba la actividad de gestión." in page.words

    def test_one_that_another_continues_is_not_removed(self, editor, plan):
        page = editor.fill(f"{PLAN}/acciones/2.1", 409, number=2)
        assert "Quite primero su continuación." in page.words
        assert wording(plan, "2.1")

    def test_it_is_closed_to_observations_with_a_public_reason_and_opened_again(
        self, cast, editor, visitor
    ):
        plan = an_announced_plan(cast)
        page = editor.fill(f"{PLAN}/acciones/1.1", 422, reason="", to=f"{PLAN}/acciones/1.1/cierre")
        assert "Escriba el motivo: el público lo leerá." in page.words
        editor.fill(f"{PLAN}/acciones/1.1", reason="Ya se cumplió. Así lo decidió la Mesa.")
        assert "Ya se cumplió." in visitor.get("/planes/plan-de-prueba/acciones/1.1").words
        editor.fill(f"{PLAN}/acciones/1.1")
        assert plan.actions.where(plan.actions.model.code == "1.1").get().takes_comments

    def test_whoever_closes_it_second_is_told(self, cast, editor):
        plan = an_announced_plan(cast)
        form = editor.get(f"{PLAN}/acciones/1.1").form()
        action = wording(plan, "1.1").action
        drafting.close_action(
            action, reason="Ya, lo decidió la Mesa.", by=cast.elena_editor, at=MONDAY
        )
        page = editor.post(
            f"{PLAN}/acciones/1.1/cierre",
            {**form, "reason": "Otra razón. Así lo decidió la Mesa."},
            409,
        )
        assert "Otra persona ya cerró esta acción." in page.words
        assert action.fresh().closed_reason == "Ya, lo decidió la Mesa."

    def test_a_published_text_is_read_and_not_changed(self, cast, editor):
        plan = an_announced_plan(cast)
        page = editor.get(f"{PLAN}/acciones/1.1")
        assert "Construir dos mecanismos de recolección." in page.words
        assert not page.all(".//textarea[@name='activity']")
        form = {**page.form(), "version": "1", "activity": "Otra.", "improvement": "Otra más."}
        page = editor.post(f"{PLAN}/acciones/1.1", form, 409)
        assert page.form()["improvement"] == "Otra más."
        assert wording(plan, "1.1").activity == "Abrir canales para oír a la gente."

    def test_what_is_not_there_is_not_found(self, editor, plan):
        editor.get(f"{PLAN}/acciones/9.9", 404)
        editor.get(f"{PLAN}/categorias/9", 404)
        editor.get("/gestion/planes/no-hay/datos", 404)


class TestCategories:
    """Headings of the draft."""

    def test_one_is_added_renamed_and_removed_while_empty(self, editor, plan):
        editor.fill(f"{PLAN}/categorias/nueva", title="Contar")
        editor.fill(f"{PLAN}/categorias/3", title="Contar bien")
        assert "3. Contar bien" in editor.get(f"{PLAN}/acciones").words
        editor.fill(f"{PLAN}/categorias/3", number=1)
        assert "Contar" not in editor.get(f"{PLAN}/acciones").words.replace("Contarlo", "")

    def test_one_with_actions_is_not_removed(self, editor, plan):
        page = editor.get(f"{PLAN}/categorias/1")
        assert "Quitar la categoría" not in page.words
        page = editor.post(f"{PLAN}/categorias/1/retiro", page.form(), 409)
        assert "La categoría todavía tiene acciones. Quítelas primero." in page.words

    def test_a_title_is_needed(self, editor, plan):
        assert editor.fill(f"{PLAN}/categorias/nueva", 422, title=" ").h1 == "Agregar una categoría"
        editor.fill(f"{PLAN}/categorias/1", 422, title=" ")

    def test_two_people_see_both_titles(self, cast, editor, plan):
        """R12"""
        form = editor.get(f"{PLAN}/categorias/1").form()
        category = plan.draft_edition.categories.where(
            plan.draft_edition.categories.model.number == 1
        ).get()
        drafting.edit_category(category, "El suyo", version=1, by=cast.elena_editor, at=MONDAY)
        page = editor.post(f"{PLAN}/categorias/1", {**form, "title": "El mío"}, 409)
        assert "El suyo" in page.text_of(".//*[@role='alert']")
        assert page.form()["title"] == "El mío"

    def test_none_is_added_to_a_published_edition(self, cast, editor):
        an_announced_plan(cast)
        form = editor.get("/gestion/planes/importar").form()
        page = editor.post(f"{PLAN}/categorias/nueva", {**form, "title": "Tarde"}, 409)
        assert page.form()["title"] == "Tarde"
        editor.post(f"{PLAN}/categorias/1/acciones/nueva", {**form, "activity": "Tarde"}, 409)
        editor.post(f"{PLAN}/categorias/1", {**form, "title": "Tarde", "version": "1"}, 409)


def test_only_an_editor_writes(cast, desk, plan):
    for person in (cast.aldo_auditor, cast.ada_admin, cast.rosa_responder):
        other = desk(person)
        other.get(f"{PLAN}/datos", 403)
        token = other.get(PLAN).form(inside=".//header")
        other.post(f"{PLAN}/acciones/1.1", {**token, "activity": "No."}, 403)
