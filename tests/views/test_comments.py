"""Filing on the web: the form, the check before sending, the receipt, and every refusal."""

from datetime import timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    BLANK_TEXTS,
    CLOSES_AT,
    MONDAY,
    OPENS_AT,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    later,
)
from tests.visitor import Page, Visitor
from webapp.models import Action, Comment, Entity, Plan, Submitter, Territory, ValueGroup
from webapp.vocabulary import AuthorKind, Kind, Stance, Target
from webapp.workflow import announcing

ACTION = "/planes/plan-de-prueba/acciones/1.1"
FORM = f"{ACTION}/observaciones/nueva"
FILE = f"{ACTION}/observaciones"
PLAN_FORM = "/planes/plan-de-prueba/observaciones/nueva"
PLAN_FILE = "/planes/plan-de-prueba/observaciones"
LAST_INSTANT = CLOSES_AT - timedelta(microseconds=1)
TEXT = "Pongan un buzón en la plaza.\n\nY otro en el corregimiento 🙂."
WHO = {
    "author_kind": "person",
    "name": "Nubia Vecina",
    "email": "nubia@vecinas.example",
    "consent": "y",
}


@pytest.fixture
def plan(visitor, cast) -> Plan:
    return an_announced_plan(cast)


def errors(page: Page) -> list[str]:
    """What the error summary says."""
    found = page.all(".//*[@role='alert'][@class='summary']//li")
    return [" ".join("".join(each.itertext()).split()) for each in found]


def the_one() -> Comment:
    (comment,) = Comment.select()
    return comment


class TestItWorks:
    def test_a_resident_writes_checks_sends_and_gets_a_number(self, visitor, plan):
        form = visitor.get(FORM)
        assert form.h1 == "Su observación sobre la acción 1.1"
        assert "Abrir canales para oír a la gente." in form.words

        check = visitor.post(FORM, {**form.form(), "body": TEXT}, 200)
        assert check.h1 == "Revise antes de enviar"
        assert "Y otro en el corregimiento 🙂." in check.words
        assert not Comment.select().exists()

        receipt = visitor.get(visitor.post(FILE, check.form()).response.location)
        comment = the_one()
        assert receipt.h1 == "Recibimos su observación"
        assert comment.filing_number in receipt.words
        assert (comment.body, comment.action.code) == (TEXT, "1.1")
        assert comment.received_at == WHILE_OPEN

    def test_everything_typed_is_checked_kept_and_filed(self, visitor, plan):
        group = ValueGroup.get(ValueGroup.name == "Juventudes")
        territory = Territory.get(Territory.name == "Zaragoza")
        typed = {
            **WHO,
            "body": TEXT,
            "kind": "wording_proposal",
            "stance": "with_changes",
            "target": "term",
            "proposed_text": "En dos meses.",
            "organisation": "JAC Zaragoza",
            "author_kind": "organisation",
            "value_group": group.id,
            "territory": territory.id,
            "publish_name": "y",
        }
        check = visitor.fill(FORM, 200, **typed)
        for said in ("JAC Zaragoza", "Juventudes", "En dos meses.", "Zaragoza", "Con ajustes"):
            assert said in check.words
        assert "Su nombre se mostrará junto a su observación." in check.words

        visitor.post(FILE, check.form())
        comment = the_one()
        assert comment.kind is Kind.WORDING_PROPOSAL
        assert comment.stance is Stance.WITH_CHANGES
        assert comment.target is Target.TERM
        assert comment.author_kind is AuthorKind.ORGANISATION
        assert (comment.value_group, comment.territory) == (group, territory)
        submitter = comment.submitter
        assert (submitter.name, submitter.email) == ("Nubia Vecina", "nubia@vecinas.example")
        assert submitter.public_name == "JAC Zaragoza"

    def test_going_back_to_correct_keeps_everything(self, visitor, plan):
        check = visitor.fill(FORM, 200, body=TEXT, kind="question", **WHO)
        form = visitor.post(FORM, {**check.form(), "correct": "y"}, 200)
        fields = form.form()
        assert form.h1 == "Su observación sobre la acción 1.1"
        assert (fields["body"], fields["kind"]) == (TEXT, "question")
        assert (fields["name"], fields["consent"]) == ("Nubia Vecina", "y")
        assert fields["submission_id"] == check.form()["submission_id"]

    def test_sending_straight_away_works_too(self, visitor, plan):
        visitor.fill(FORM, to=FILE, body=TEXT)
        assert the_one().body == TEXT

    def test_only_the_text_is_needed(self, visitor, plan):
        token = visitor.get(FORM).form()["csrf_token"]
        visitor.post(FILE, {"csrf_token": token, "body": "Sí."})
        comment = the_one()
        assert (comment.target, comment.author_kind) == (Target.GENERAL, AuthorKind.ANONYMOUS)
        assert comment.submitter is None

    def test_empty_choices_are_no_fault(self, visitor, plan):
        visitor.fill(FORM, to=FILE, body="Sí.", kind="", stance="", target="", author_kind="")
        assert the_one().target is Target.GENERAL

    def test_on_the_whole_plan(self, visitor, plan):
        form = visitor.get(PLAN_FORM)
        assert form.h1 == "Su observación sobre todo el plan"
        assert "target" not in form.form()
        check = visitor.post(PLAN_FORM, {**form.form(), "body": TEXT}, 200)
        visitor.post(PLAN_FILE, check.form())
        assert the_one().action is None

    def test_under_htmx_each_step_is_a_fragment(self, visitor, plan):
        form = visitor.get(FORM, htmx=True)
        assert form.html.lstrip().startswith('<section id="filing-form">')
        check = visitor.post(FORM, {**form.form(inside="."), "body": TEXT}, 200, htmx=True)
        assert check.html.lstrip().startswith('<section id="filing-form">')
        receipt = visitor.post(FILE, check.form(inside="."), 201, htmx=True)
        assert receipt.html.lstrip().startswith('<section id="receipt"')
        location = receipt.response.headers["Location"]
        assert location.startswith("/seguimiento/")
        assert receipt.response.headers["HX-Push-Url"] == location
        assert the_one().filing_number in visitor.get(location).words

    def test_the_receipt_clears_the_draft_that_the_form_keeps(self, visitor, plan):
        form = visitor.get(FORM)
        key = form.all(".//form[@data-draft]")[0].get("data-draft")
        receipt = visitor.fill(FORM, 201, to=FILE, body=TEXT, htmx=True)
        assert receipt.all(f".//*[@data-clear-draft='{key}']")

    def test_who_gives_a_name_without_saying_in_what_capacity(self, visitor, plan):
        visitor.fill(FORM, to=FILE, **(WHO | {"body": "Hola.", "author_kind": ""}))
        assert the_one().author_kind is AuthorKind.PERSON

    def test_control_characters_are_left_out_and_emoji_stay(self, visitor, plan):
        check = visitor.fill(FORM, 200, body="a\x00b\x07c\x1b\x7f\td\r\ne 👩🏽‍🌾")
        visitor.post(FILE, check.form())
        assert the_one().body == "abc\td\ne 👩🏽‍🌾"

    def test_markup_is_shown_as_it_was_typed(self, visitor, plan):
        check = visitor.fill(FORM, 200, body='<script>alert("1")</script>"\'&amp;')
        assert not check.all(".//main//script")
        visitor.post(FILE, check.form())
        assert the_one().body == '<script>alert("1")</script>"\'&amp;'

    def test_the_form_is_never_kept_by_caches(self, visitor, plan):
        assert visitor.get(FORM).response.headers["Cache-Control"] == "no-store"

    def test_every_step_is_a_sound_page(self, visitor, plan, clock):
        form = visitor.get(FORM)
        visitor.post(FORM, {**form.form(), "kind": "question", **WHO, "email": "no"}, 422)
        check = visitor.post(FORM, {**form.form(), "body": TEXT, **WHO}, 200)
        clock(CLOSES_AT)
        visitor.post(FILE, check.form(), 409)
        visitor.get(PLAN_FORM, 409)


class TestR4Repeats:
    def test_a_form_sent_twice_gives_the_same_receipt(self, visitor, plan):
        check = visitor.fill(FORM, 200, body=TEXT)
        first = visitor.post(FILE, check.form()).response.location
        assert visitor.post(FILE, check.form()).response.location == first
        assert Comment.select().count() == 1

    def test_even_after_closing(self, visitor, plan, clock):
        check = visitor.fill(FORM, 200, body=TEXT)
        first = visitor.post(FILE, check.form()).response.location
        clock(AFTER_CLOSE)
        assert visitor.post(FILE, check.form()).response.location == first

    def test_the_same_form_with_another_text_is_another_observation(self, visitor, plan):
        check = visitor.fill(FORM, 200, body=TEXT)
        first = visitor.post(FILE, check.form()).response.location
        second = visitor.post(FILE, {**check.form(), "body": "Otra."}).response.location
        assert first != second
        assert Comment.select().count() == 2

    def test_each_form_shown_has_a_number_of_its_own(self, visitor, plan):
        numbers = {visitor.get(FORM).form()["submission_id"] for _ in range(20)}
        assert len(numbers) == 20
        assert min(len(number) for number in numbers) >= 22


@pytest.mark.parametrize("step", [FORM, FILE])
class TestBadInput:
    @pytest.mark.parametrize(
        ("typed", "fault"),
        [
            ({"body": ""}, "Escriba su observación."),
            ({"body": " \n "}, "Escriba su observación."),
            ({"body": "a" * 5_001}, "Su observación puede tener hasta 5.000 caracteres."),
            (
                {"proposed_text": "a" * 5_001},
                "La redacción que propone puede tener hasta 5.000 caracteres.",
            ),
            ({"email": "esto no es"}, "Escriba un correo como nombre@ejemplo.com."),
            ({"name": "N" * 201}, "Escriba hasta 200 caracteres."),
            (
                {**WHO, "consent": ""},
                "Marque la autorización para que podamos guardar sus datos, o envíe la "
                "observación sin ellos.",
            ),
        ],
    )
    def test_it_says_what_to_mend_and_keeps_what_was_typed(self, visitor, plan, step, typed, fault):
        fields = {"body": TEXT, "kind": "question", **typed}
        if fields.get("consent") == "":
            del fields["consent"]
        for htmx in (False, True):
            page = visitor.fill(FORM, 422, to=step, htmx=htmx, **fields)
            assert fault in errors(page)
            kept = page.form(inside=".")
            assert {name: kept[name] for name in fields} == fields
        assert not Comment.select().exists()

    @pytest.mark.parametrize(
        "field", ["kind", "stance", "target", "author_kind", "value_group", "territory"]
    )
    def test_a_choice_that_is_not_offered(self, visitor, plan, step, field):
        visitor.fill(FORM, 422, to=step, body=TEXT, **{field: "999999"})
        assert not Comment.select().exists()

    def test_the_trap_is_told_openly_and_emptied(self, visitor, plan, step):
        page = visitor.fill(FORM, 422, to=step, body=TEXT, website="https://spam.example")
        assert "Una casilla oculta" in errors(page)[0]
        assert page.form()["body"] == TEXT
        assert page.form()["website"] == ""

    def test_a_megabyte_is_refused_with_its_text_kept(self, visitor, plan, step):
        page = visitor.fill(FORM, 422, to=step, body="a" * 1_000_000)
        assert "hasta 5.000 caracteres" in errors(page)[0]
        assert len(page.form()["body"]) == 1_000_000

    def test_more_than_the_server_reads_is_too_large(self, visitor, plan, step):
        page = visitor.fill(FORM, 413, to=step, body="a" * 3_000_000)
        assert page.h1 == "Lo que envió es demasiado grande"

    def test_a_form_that_did_not_come_from_here(self, visitor, plan, step):
        page = visitor.get(FORM)
        for token in ("", "forged"):
            refused = visitor.post(step, {**page.form(), "body": TEXT, "csrf_token": token}, 422)
            assert "No pudimos confirmar que el formulario salió de esta página" in refused.words
        visitor.post(step, {"body": TEXT}, 422)
        assert not Comment.select().exists()


def test_the_address_the_form_is_sent_to_leads_back_to_the_action(visitor, plan):
    page = visitor.get("/planes/plan-de-prueba/acciones/1.1/observaciones", 302)
    assert page.response.location == "/planes/plan-de-prueba/acciones/1.1#observaciones"
    visitor.get("/planes/plan-de-prueba/acciones/9.9/observaciones", 404)


class TestStrangers:
    @pytest.mark.parametrize(
        "address",
        [
            "/planes/no-existe/observaciones/nueva",
            "/planes/no-existe/acciones/1.1/observaciones/nueva",
            "/planes/plan-de-prueba/acciones/9.9/observaciones/nueva",
        ],
    )
    def test_no_such_plan_or_action(self, visitor, plan, address):
        visitor.get(address, 404)
        token = visitor.get(FORM).form()["csrf_token"]
        visitor.post(address, {"csrf_token": token, "body": TEXT}, 404)
        visitor.post(address.removesuffix("/nueva"), {"csrf_token": token, "body": TEXT}, 404)

    def test_a_plan_in_preparation_does_not_exist_for_the_public(self, visitor, plan, cast):
        a_draft(cast, "en-preparacion")
        token = visitor.get(FORM).form()["csrf_token"]
        for address in ("/planes/en-preparacion/acciones/1.1", "/planes/en-preparacion"):
            visitor.get(f"{address}/observaciones/nueva", 404)
            visitor.post(f"{address}/observaciones", {"csrf_token": token, "body": TEXT}, 404)


class TestR5Closed:
    def test_the_last_instant_is_taken_and_the_next_is_not(self, visitor, plan, clock):
        clock(LAST_INSTANT)
        form = visitor.get(FORM).form()
        visitor.post(FILE, {**form, "body": "A tiempo."})
        assert the_one().received_at == LAST_INSTANT

        clock(CLOSES_AT)
        visitor.post(FILE, {**form, "body": "Tarde."}, 409)
        assert Comment.select().count() == 1

    def test_the_first_instant_is_taken_and_the_one_before_is_not(self, visitor, plan, clock):
        clock(OPENS_AT - timedelta(microseconds=1))
        early = visitor.get(FORM, 409)
        assert early.h1 == "La consulta todavía no ha abierto."
        assert "3 de marzo de 2026" in early.words
        clock(OPENS_AT)
        visitor.fill(FORM, to=FILE, body=TEXT)

    @pytest.mark.parametrize("htmx", [False, True])
    @pytest.mark.parametrize("step", [FORM, FILE])
    def test_one_second_after_closing_the_text_is_handed_back(
        self, visitor, plan, clock, step, htmx
    ):
        form = visitor.get(FORM).form()
        clock(later(CLOSES_AT, seconds=1))
        page = visitor.post(
            step, {**form, "body": TEXT, "proposed_text": "En dos meses."}, 409, htmx=htmx
        )
        kept = page.text_of(".//*[@id='kept-text']")
        assert "Y otro en el corregimiento 🙂." in kept
        assert "En dos meses." in kept
        assert "La consulta ya cerró." in page.words
        assert "Ventanilla" in page.words
        assert "Carrera 1 # 2-3" in page.words
        assert "extemporánea" in page.words
        assert "11:59" in page.words
        assert page.html.lstrip().startswith("<section" if htmx else "<!DOCTYPE html>")
        assert not Comment.select().exists()

    def test_the_form_itself_says_so(self, visitor, plan, clock):
        clock(CLOSES_AT)
        page = visitor.get(PLAN_FORM, 409)
        assert page.h1 == "La consulta ya cerró."
        assert not page.all(".//main//form")
        assert not page.all(".//*[@id='kept-text']")

    def test_a_closed_action_gives_its_public_reason(self, visitor, plan):
        form = visitor.get(FORM).form()
        Action.update(closed_reason="La ordena una ley.").where(Action.code == "1.1").execute()
        for page in (visitor.get(FORM, 409), visitor.post(FILE, {**form, "body": TEXT}, 409)):
            assert page.h1 == "Esta acción no recibe observaciones."
            assert "La ordena una ley." in page.words
        visitor.get(PLAN_FORM)

    def test_a_cancelled_plan_gives_its_public_reason(self, visitor, plan, cast):
        form = visitor.get(FORM).form()
        announcing.cancel(plan, reason="Se retira para rehacerlo.", by=cast.elena_editor, at=MONDAY)
        page = visitor.post(FILE, {**form, "body": TEXT}, 409)
        assert "Se retira para rehacerlo." in page.words
        assert "Pongan un buzón" in page.text_of(".//*[@id='kept-text']")


class TestR13PersonalData:
    def test_the_form_shows_the_notice_beside_a_box_that_is_not_ticked(self, visitor, plan):
        page = visitor.get(FORM)
        assert "consent" not in page.form()
        assert "publish_name" not in page.form()
        assert Entity.current().privacy_notice.split()[0] in page.text_of(
            ".//*[@id='privacy-notice']"
        )
        assert "/paginas/privacidad" in page.links

    def test_of_a_minor_nothing_is_kept(self, visitor, plan):
        check = visitor.fill(FORM, 200, body=TEXT, **WHO, is_minor="y")
        assert "no guardaremos su nombre ni su correo" in check.words
        visitor.post(FILE, check.form())
        assert the_one().is_minor
        assert not Submitter.select().exists()

    def test_a_minor_needs_no_authorisation(self, visitor, plan):
        visitor.fill(FORM, to=FILE, body=TEXT, name="Luisa", is_minor="y")
        assert not Submitter.select().exists()

    def test_who_prefers_no_name_is_told_it_is_not_kept(self, visitor, plan):
        check = visitor.fill(FORM, 200, body=TEXT, **(WHO | {"author_kind": "anonymous"}))
        assert "no guardaremos el que escribió" in check.words
        visitor.post(FILE, check.form())
        assert (the_one().submitter.name, the_one().submitter.email) == (
            "",
            "nubia@vecinas.example",
        )


def test_too_many_from_one_address_are_asked_to_wait(app, visitor, plan):
    form = visitor.get(FORM).form()
    for _ in range(300):
        visitor.post(FILE, {**form, "body": TEXT})
    refused = visitor.post(FILE, {**form, "body": TEXT}, 429)
    assert refused.response.headers["Retry-After"]
    assert "Demasiados envíos desde esta red" in refused.words
    assert refused.form()["body"].replace("\r", "") == TEXT

    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    Visitor(elsewhere).fill(FORM, to=FILE, body=TEXT)


def test_what_nobody_can_see_is_no_observation_r7(visitor, plan):
    form = visitor.get(FORM).form()
    for text in BLANK_TEXTS.values():
        for address in (FORM, FILE):
            page = visitor.post(address, {**form, "body": text}, 422)
            assert errors(page) == ["Escriba su observación."], repr(text)
    assert not Comment.select().exists()


@pytest.mark.parametrize("htmx", [False, True])
def test_an_address_added_to_the_same_form_is_told_not_to_be_kept_r4(visitor, plan, htmx):
    form = visitor.get(FORM).form()
    visitor.post(FILE, {**form, "body": TEXT})
    added = {"email": "nubia@vecinas.example", "consent": "y"}
    again = visitor.post(FILE, {**form, "body": TEXT, **added}, 201 if htmx else 303, htmx=htmx)
    receipt = again if htmx else visitor.get(again.response.location)
    assert "Ya teníamos esta observación" in receipt.words
    assert "no se guardaron" in receipt.words
    assert Submitter.select().count() == 0
    way, *_ = [each for each in receipt.links if each.endswith("/datos-corregidos")]
    visitor.fill(way, **added)
    assert the_one().submitter.email == added["email"]


def test_the_same_form_with_the_same_data_is_told_nothing_r4(visitor, plan):
    form = {**visitor.get(FORM).form(), "body": TEXT, **WHO}
    first, second = (visitor.post(FILE, form).response.location for _ in range(2))
    assert first == second
    assert "Ya teníamos" not in visitor.get(second).words
