"""Handing over, impediments, private notes and tags from the desk."""

import pytest

from tests.cast import WHILE_OPEN, a_responder_of, an_announced_plan, filed, later, shown
from webapp.models import Area, Note
from webapp.workflow import handling


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def comment(plan, cast):
    return shown(filed(plan).comment, cast)


@pytest.fixture
def mario(cast, desk):
    return desk(cast.mario_moderator)


def at(comment, place=""):
    return f"/gestion/observaciones/{comment.filing_number}{place}"


def number_of(area):
    return Area.get(Area.name == area).id


def of(comment):
    return comment.handlings.get()


def handed_over(visitor, comment, status=303, **fields):
    return visitor.fill(at(comment, "/asignacion"), status, **fields)


def test_its_page_says_who_has_it_and_until_when(comment, mario):
    page = mario.get(at(comment))
    assert "Secretaría General" in page.text_of(".//section[@id='holder']")
    assert "viernes 20 de marzo de 2026" in page.text_of(".//section[@id='holder']")
    for place in ("/asignacion", "/impedimento", "/etiquetas", "/notas", "/partes"):
        assert at(comment, place) in page.links


def test_it_is_handed_to_a_person_with_a_private_note(comment, mario):
    pedro = a_responder_of("Planeación")
    page = handed_over(
        mario,
        comment,
        area=number_of("Planeación"),
        staff=pedro.id,
        due_on="2026-03-13",
        note="Es de su tema.",
    )
    assert page.response.location == at(comment)
    assert (of(comment).staff, str(of(comment).due_on)) == (pedro, "2026-03-13")
    read = mario.get(at(comment))
    assert "Pedro Planea" in read.words
    assert "Es de su tema." in read.words


def test_the_form_begins_with_who_has_it_now(comment, mario, cast):
    pedro = a_responder_of("Planeación")
    handling.assign(
        comment,
        area=None,
        staff=pedro,
        due_on=None,
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    form = mario.get(at(comment, "/asignacion")).form()
    assert form["area"] == str(number_of("Planeación"))
    assert form["staff"] == str(pedro.id)


@pytest.mark.parametrize("htmx", [False, True])
def test_someone_of_another_area_or_a_day_gone_by_is_refused_beside_its_field(comment, mario, htmx):
    pedro = a_responder_of("Planeación")
    page = handed_over(
        mario, comment, 422, area=number_of("Comunicaciones"), staff=pedro.id, htmx=htmx
    )
    assert page.text_of(".//*[@id='staff-error']")
    page = handed_over(mario, comment, 422, due_on="2026-03-02", htmx=htmx)
    assert page.text_of(".//*[@id='due_on-error']")
    page = handed_over(mario, comment, 422, staff="999", htmx=htmx)
    assert page.text_of(".//*[@id='staff-error']")
    assert (page.tree.find(".//header") is None) == htmx


@pytest.mark.parametrize("htmx", [False, True])
def test_the_second_of_two_who_hand_it_over_sees_both_and_may_save_again_r12(
    comment, mario, cast, desk, htmx
):
    first = mario.get(at(comment, "/asignacion")).form()
    handed_over(desk(cast.elena_editor), comment, area=number_of("Comunicaciones"))
    sent = {**first, "area": number_of("Planeación"), "note": "Suya."}
    page = mario.post(at(comment, "/asignacion"), sent, 409, htmx=htmx)
    for words in ("Comunicaciones", "Planeación", "Suya."):
        assert words in page.words
    again = page.form(inside=".//div[@id='assignment']")
    mario.post(at(comment, "/asignacion"), again)
    assert of(comment).area.name == "Planeación"


@pytest.mark.parametrize("place", ["/asignacion", "/etiquetas"])
def test_who_does_not_say_which_copy_they_read_saves_over_nothing_r12(comment, mario, place):
    form = mario.get(at(comment, place)).form()
    mario.post(at(comment, place), form | {"version": "", "tags": "vías"}, 409)


def test_a_responder_of_another_area_is_refused(comment, desk, cast):
    pedro = a_responder_of("Planeación")
    visitor = desk(pedro)
    assert at(comment, "/asignacion") not in visitor.get(at(comment)).links
    handed_over(visitor, comment, 403, area=number_of("Planeación"))
    visitor.fill(at(comment, "/impedimento"), 403, reason="No.")


def test_an_impediment_passes_it_on_and_its_page_says_so(plan, cast, desk):
    comment = shown(filed(plan, "Otra.", code="2.1").comment, cast)
    pedro, paula = a_responder_of("Planeación"), a_responder_of("Planeación", "Paula Planta")
    visitor = desk(pedro)
    page = visitor.get(at(comment, "/impedimento"))
    assert "Paula Planta" in page.words
    assert "Pedro Planea (" not in page.words
    visitor.fill(at(comment, "/impedimento"), reason="Es mi hermana.", staff=paula.id)
    assert of(comment).staff == paula
    answer = visitor.get(at(comment, "/respuesta"))
    assert "Usted declaró un impedimento" in answer.words
    assert not answer.all(".//textarea[@name='text']")


@pytest.mark.parametrize("htmx", [False, True])
def test_an_impediment_without_words_is_refused(comment, cast, desk, htmx):
    page = desk(cast.rosa_responder).fill(at(comment, "/impedimento"), 422, reason="", htmx=htmx)
    assert page.text_of(".//*[@id='reason-error']")


def test_a_note_is_read_by_staff_and_by_no_one_else_r13(comment, mario, cast, desk, visitor):
    mario.fill(at(comment, "/notas"), text="Preguntar a Hacienda.")
    auditor = desk(cast.aldo_auditor)
    for person in (mario, auditor):
        assert "Preguntar a Hacienda." in person.get(at(comment, "/notas")).words
        assert "Preguntar a Hacienda." in person.get(at(comment)).words
    assert not auditor.get(at(comment, "/notas")).all(".//main//form")
    for address in (
        f"/observaciones/{comment.filing_number}",
        "/planes/plan-de-prueba/observaciones",
        "/planes/plan-de-prueba/acciones/1.1",
        "/registro.json",
    ):
        assert "Hacienda" not in visitor.get(address).html


@pytest.mark.parametrize("htmx", [False, True])
def test_a_note_without_words_is_refused_and_one_too_long_is_kept_in_the_form(comment, mario, htmx):
    mario.fill(at(comment, "/notas"), 422, text=" ", htmx=htmx)
    page = mario.fill(at(comment, "/notas"), 422, text="x" * 2_001, htmx=htmx)
    assert page.form(inside=".//div[@id='notes']")["text"] == "x" * 2_001
    assert not Note.select().exists()


def test_tags_are_put_and_replaced(comment, mario):
    mario.fill(at(comment, "/etiquetas"), tags="Vías, transporte escolar")
    assert of(comment).tags == ["transporte escolar", "vías"]
    assert mario.get(at(comment, "/etiquetas")).form()["tags"] == "transporte escolar, vías"
    assert "transporte escolar" in mario.get(at(comment)).text_of(".//section[@id='holder']")


def test_the_second_of_two_who_tag_it_sees_both_r12(comment, mario, cast):
    first = mario.get(at(comment, "/etiquetas")).form()
    handling.tag(comment, ["agua"], version=1, by=cast.elena_editor, at=WHILE_OPEN)
    page = mario.post(at(comment, "/etiquetas"), {**first, "tags": "vías"}, 409)
    assert "agua" in page.words
    mario.post(at(comment, "/etiquetas"), page.form())
    assert of(comment).tags == ["vías"]


def test_one_that_is_not_there_is_not_found(mario, plan):
    for place in ("asignacion", "impedimento", "notas", "etiquetas"):
        mario.get(f"/gestion/observaciones/CMC-2026-999999/{place}", 404)


def test_what_waits_is_said_in_working_days(comment, cast, desk, clock):
    assert "vence en 8 días hábiles" in desk(cast.mario_moderator).get(at(comment)).words
    clock(later(WHILE_OPEN, days=14))
    assert "vencida" in desk(cast.mario_moderator).get(at(comment)).words


# --- in the page of the observation, with script --------------------------------------------------


def said(fragment):
    """What the live region is told beside a fragment."""
    return fragment.text_of(".//*[@id='app-live'][@hx-swap-oob='innerHTML']")


@pytest.mark.parametrize(
    ("place", "fields", "shown_now", "told"),
    [
        ("/etiquetas", {"tags": "vías"}, "vías", "Las etiquetas quedaron guardadas."),
        (
            "/asignacion",
            {"note": "Es de ustedes."},
            "Es de ustedes.",
            "La observación quedó asignada.",
        ),
    ],
)
def test_a_form_opened_in_the_observation_comes_back_as_who_has_it(
    comment, mario, place, fields, shown_now, told
):
    link = mario.get(at(comment)).all(f".//section[@id='holder']//a[@href='{at(comment, place)}']")
    assert link[0].get("hx-get") == at(comment, place)
    opened = mario.get(at(comment, place), htmx=True)
    assert not opened.all(".//h1")
    form = opened.all(".//form")[0]
    fragment = mario.post(
        form.get("hx-post"), {**opened.form(inside="."), **fields}, 201, htmx=True
    )
    assert "<html" not in fragment.html
    assert fragment.all(".//section[@id='holder']")
    assert shown_now in fragment.words
    assert told in said(fragment)
    assert len(fragment.all(".//*[@data-focus]")) == 1


def test_the_page_of_a_form_by_itself_leads_back_to_the_observation(comment, mario):
    assert not mario.get(at(comment, "/etiquetas")).all(".//*[@hx-post]")
    mario.fill(at(comment, "/etiquetas"), tags="vías")
    assert "Las etiquetas quedaron guardadas." in mario.get(at(comment)).words


def test_a_note_is_added_to_the_list_in_its_place(comment, mario):
    fragment = mario.fill(at(comment, "/notas"), 201, text="Preguntar a Hacienda.", htmx=True)
    assert "<html" not in fragment.html
    assert "Preguntar a Hacienda." in fragment.words
    assert not fragment.form(inside=".")["text"]
    assert "La nota quedó guardada." in said(fragment)
    assert "La nota quedó guardada." not in mario.get(at(comment)).words
