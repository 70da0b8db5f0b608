"""Answer templates: written on the desk, put into answers, counted."""

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_responder_of, an_announced_plan, filed, shown
from webapp.models import AnswerTemplate, Area
from webapp.workflow import answer_templates, answering, handling
from webapp.workflow.answering import Reply

TEXT = "Sobre la acción {acción} ({radicado}): su plazo es {plazo}. {dependencia}, {fecha}. {plan}."


@pytest.fixture
def rosa(cast, desk, clock):
    clock(AFTER_CLOSE)
    return desk(cast.rosa_responder)


@pytest.fixture
def template(cast):
    return written(cast, "Plazo de una acción")


@pytest.fixture
def comment(cast, clock):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    clock(AFTER_CLOSE)
    return comment


def written(cast, title, text=TEXT, area=None):
    area = area and Area.get(Area.name == area)
    by = cast.rosa_responder
    return answer_templates.keep(title=title, text=text, area=area, by=by, at=WHILE_OPEN)


def answer_of(comment, place=""):
    return f"/gestion/observaciones/{comment.filing_number}/respuesta{place}"


def test_one_is_written_changed_and_retired(rosa, cast):
    rosa.fill("/gestion/plantillas/nueva", title="Acuse", text="Recibimos {radicado}.")
    template = AnswerTemplate.get()
    assert template.active
    page = rosa.get("/gestion/plantillas")
    assert "Acuse" in page.words
    assert "Usada 0 veces" in page.words
    address = f"/gestion/plantillas/{template.id}"
    form = rosa.get(address).form()
    assert (form["title"], form["text"]) == ("Acuse", "Recibimos {radicado}.")
    form.pop("active")
    rosa.post(address, {**form, "text": "Gracias."})
    assert (template.fresh().text, template.fresh().active) == ("Gracias.", False)
    assert "Retirada" in rosa.get("/gestion/plantillas").words


@pytest.mark.parametrize("htmx", [False, True])
def test_an_unknown_field_is_refused_naming_the_known_ones(rosa, template, htmx):
    for address in ("/gestion/plantillas/nueva", f"/gestion/plantillas/{template.id}"):
        page = rosa.fill(address, 422, title="A", text="Hola {nombre}.", htmx=htmx)
        for field in answer_templates.FIELDS:
            assert f"{{{field}}}" in page.text_of(".//*[@id='text-error']")
        assert page.form(inside=".//div[@id='template']")["text"] == "Hola {nombre}."


def test_it_needs_a_name_and_a_text_of_some_length(rosa):
    page = rosa.fill("/gestion/plantillas/nueva", 422, title="", text="")
    assert page.text_of(".//*[@id='title-error']")
    page = rosa.fill("/gestion/plantillas/nueva", 422, title="A", text="x" * 5_001)
    assert page.text_of(".//*[@id='text-error']")


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_who_change_it_sees_both_r12(rosa, cast, template, htmx):
    address = f"/gestion/plantillas/{template.id}"
    first = rosa.get(address).form()
    answer_templates.keep(
        title="Otra", text="De otra.", area=None, template=template, by=cast.alba_approver,
        at=WHILE_OPEN,
    )  # fmt: skip
    page = rosa.post(address, {**first, "text": "La mía."}, 409, htmx=htmx)
    assert "De otra." in page.words
    rosa.post(address, page.form(inside=".//div[@id='template']"))
    assert template.fresh().text == "La mía."


def test_the_auditor_reads_the_list_and_writes_nothing(cast, desk, template):
    auditor = desk(cast.aldo_auditor)
    assert "Plazo de una acción" in auditor.get("/gestion/plantillas").words
    auditor.get("/gestion/plantillas/nueva", 403)
    auditor.get(f"/gestion/plantillas/{template.id}", 403)


def test_one_that_is_not_there_is_not_found(rosa):
    rosa.get("/gestion/plantillas/99", 404)


@pytest.mark.parametrize("htmx", [False, True])
def test_put_into_an_answer_its_fields_are_filled_and_its_use_is_counted(
    rosa, comment, template, htmx
):
    page = rosa.get(answer_of(comment))
    assert not page.all(".//input[@type='submit']")
    form = {
        **page.form(),
        "template": template.id,
        "reason": "Lo que escribí. Así lo decidió la Mesa.",
    }
    filled = rosa.post(answer_of(comment, "/plantilla"), form, 200, htmx=htmx)
    kept = filled.form(inside=".//div[@id='answer']")
    assert kept["text"] == (
        f"Sobre la acción 1.1 ({comment.filing_number}): su plazo es 3 meses. "
        "Secretaría General, viernes 20 de marzo de 2026. Plan de prueba."
    )
    assert kept["reason"] == "Lo que escribí. Así lo decidió la Mesa."
    assert template.fresh().uses == 1
    assert not comment.answers.exists()


def test_what_was_typed_before_stays_above_it(rosa, comment, template):
    form = {**rosa.get(answer_of(comment)).form(), "template": template.id, "text": "Buen día."}
    kept = rosa.post(answer_of(comment, "/plantilla"), form, 200).form()
    assert kept["text"].startswith("Buen día.\n\nSobre la acción")


def test_without_javascript_the_button_leads_there(rosa, comment, template):
    page = rosa.get(answer_of(comment))
    assert [
        button.get("formaction")
        for button in page.all(".//form//button[@formaction]")
        if button.get("type") == "submit"
    ] == [answer_of(comment, "/plantilla")]


def test_without_any_template_the_form_asks_for_none(rosa, comment):
    page = rosa.get(answer_of(comment))
    assert not page.all(".//select[@name='template']")


def test_none_chosen_or_a_retired_one_is_refused_and_keeps_what_was_typed(rosa, comment, template):
    form = {**rosa.get(answer_of(comment)).form(), "text": "Hola."}
    page = rosa.post(answer_of(comment, "/plantilla"), form, 422)
    assert page.text_of(".//*[@id='template-error']")
    assert page.form()["text"] == "Hola."
    AnswerTemplate.update(active=False).execute()
    rosa.post(answer_of(comment, "/plantilla"), {**form, "template": template.id}, 422)
    assert template.fresh().uses == 0


def test_each_area_is_offered_its_own_and_those_of_every_area(cast, desk, comment, template):
    written(cast, "De Planeación", area="Planeación")
    general = written(cast, "De la Secretaría", area="Secretaría General")
    silvia = desk(a_responder_of("Secretaría General", "Silvia Secretaria"))
    offered = silvia.get(answer_of(comment)).text_of(".//select[@name='template']")
    assert "De la Secretaría" in offered
    assert "Plazo de una acción" in offered
    assert "De Planeación" not in offered
    form = {**silvia.get(answer_of(comment)).form(), "template": general.id}
    assert "CMC-" in silvia.post(answer_of(comment, "/plantilla"), form, 200).form()["text"]


def test_another_areas_responder_and_a_finished_answer_are_refused(
    cast, desk, rosa, comment, template
):
    form = {**rosa.get(answer_of(comment)).form(), "template": template.id}
    pedro = desk(a_responder_of("Planeación"))
    token = pedro.get("/gestion/").form(inside=".//header")["csrf_token"]
    pedro.post(answer_of(comment, "/plantilla"), {**form, "csrf_token": token}, 403)
    answering.submit(
        comment,
        Reply(
            decision="not_incorporated",
            text="Gracias.",
            reason="Por esto. Así consta en el acta de la mesa directiva.",
        ),
        version=None,
        by=cast.rosa_responder,
        at=AFTER_CLOSE,
    )
    rosa.post(answer_of(comment, "/plantilla"), form, 409)
    assert template.fresh().uses == 0


def test_one_on_the_whole_plan_has_words_for_what_it_lacks(rosa, cast, comment, template):
    general = shown(filed(comment.plan, "Todo bien.", code=None).comment, cast)
    form = {**rosa.get(answer_of(general)).form(), "template": template.id}
    text = rosa.post(answer_of(general, "/plantilla"), form, 200).form()["text"]
    assert "todo el plan" in text
    assert "{" not in text
    assert handling.WORKING_DAYS
