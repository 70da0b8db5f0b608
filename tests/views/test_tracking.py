"""The author's own page: receipt, state, answer, changes, and their data."""

import hashlib
import json

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, shown
from tests.queries import listened
from tests.visitor import Page
from tests.worlds import adjusted, crowd
from webapp.models import Comment, Ease, Plan, Submitter
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import AuthorKind, Easiness, Ground, PlanField, Understanding
from webapp.workflow import announcing, intake, moderating, verifying
from webapp.workflow.commenting import Receipt
from webapp.workflow.intake import Scan
from webapp.workflow.moderating import Redactions

UNKNOWN = "0000-0000-0000-0000"
BODY = "Vivo en la carrera 4 y pido un buzón."
WHO = {
    "author_kind": AuthorKind.PERSON,
    "name": "Nubia Vecina",
    "email": "nubia@vecinas.example",
    "consent": True,
    "publish_name": True,
}


@pytest.fixture
def plan(visitor, cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def receipt(plan) -> Receipt:
    return filed(plan, BODY, proposed_text="Un buzón por comuna.", **WHO)


@pytest.fixture
def address(receipt) -> str:
    return f"/seguimiento/{receipt.tracking_code}"


def errors(page: Page) -> str:
    return page.text_of(".//*[@role='alert'][@class='summary']//li")


class TestFindingIt:
    @pytest.mark.parametrize("typed", [str, str.lower, lambda code: f" {code.replace('-', '')} "])
    def test_the_code_of_the_receipt_opens_it_however_it_is_typed(self, visitor, receipt, typed):
        page = visitor.fill("/seguimiento", tracking_code=typed(receipt.tracking_code))
        assert page.response.location == f"/seguimiento/{receipt.tracking_code}"
        assert receipt.comment.filing_number in visitor.get(page.response.location).words

    @pytest.mark.parametrize(
        ("typed", "advice"),
        [
            ("", "Escriba su código de seguimiento."),
            ("CMC-2026-000001", "Ese es el radicado."),
            ("ABCD-1234", "tiene 16 letras y números"),
            (UNKNOWN, "Ninguna observación tiene ese código."),
        ],
    )
    @pytest.mark.parametrize("htmx", [False, True])
    def test_what_opens_nothing_says_what_to_check(self, visitor, plan, typed, advice, htmx):
        page = visitor.fill("/seguimiento", 422, tracking_code=typed, htmx=htmx)
        assert advice in errors(page)
        assert page.form(inside=".")["tracking_code"] == typed
        assert page.html.lstrip().startswith("<section" if htmx else "<!DOCTYPE html>")

    @pytest.mark.parametrize("code", [UNKNOWN, "no-es-un-codigo", "CMC-2026-000001"])
    @pytest.mark.parametrize("rest", ["", "/nombre-oculto", "/datos-borrados", "/radicada.json"])
    def test_an_address_that_opens_nothing_says_what_to_check(self, visitor, plan, code, rest):
        page = visitor.get(f"/seguimiento/{code}{rest}", 404)
        assert page.h1 == "Buscar mi observación"
        assert errors(page)
        assert page.form()["tracking_code"] == code

    def test_after_twenty_misses_an_address_waits_ten_minutes(self, visitor, receipt, clock):
        form = visitor.get("/seguimiento").form()
        for number in range(10):
            visitor.post("/seguimiento", {**form, "tracking_code": UNKNOWN}, 422)
            visitor.get(f"/seguimiento/0000-0000-0000-{number:04}", 404)
        refused = visitor.post("/seguimiento", {**form, "tracking_code": UNKNOWN}, 429)
        assert int(refused.response.headers["Retry-After"]) > 0
        visitor.get(f"/seguimiento/{UNKNOWN}", 429)
        visitor.get(f"/seguimiento/{UNKNOWN}/radicada.json", 429)
        clock(later(WHILE_OPEN, minutes=10, seconds=1))
        visitor.get(f"/seguimiento/{UNKNOWN}", 404)

    def test_a_right_code_opens_however_many_were_missed_from_the_same_address(
        self, visitor, address, receipt
    ):
        form = visitor.get("/seguimiento").form()
        for _ in range(21):
            visitor.client.get(f"/seguimiento/{UNKNOWN}")
        visitor.get(f"/seguimiento/{UNKNOWN}", 429)
        visitor.get(f"{address}?recibida=1")
        visitor.post("/seguimiento", {**form, "tracking_code": receipt.tracking_code})
        visitor.fill(f"{address}/facilidad", easy="easy")

    def test_the_many_addresses_of_one_subscriber_of_ipv6_are_counted_as_one(self, app, receipt):
        client = app.test_client()
        statuses = []
        for number in range(21):
            client.environ_base["REMOTE_ADDR"] = f"2001:db8:0:7::{number:x}"
            statuses.append(client.get(f"/seguimiento/{UNKNOWN}").status_code)
        client.environ_base["REMOTE_ADDR"] = "2001:db8:0:8::1"
        statuses.append(client.get(f"/seguimiento/{UNKNOWN}").status_code)
        assert statuses == [404] * 20 + [429, 404]

    def test_whoever_holds_a_good_code_may_look_as_often_as_they_like(self, visitor, address):
        for _ in range(50):
            visitor.get(address)


class TestThePage:
    def test_it_is_a_receipt(self, visitor, receipt, address):
        page = visitor.get(f"{address}?recibida=1")
        comment = receipt.comment.fresh()
        assert page.h1 == "Recibimos su observación"
        for words in (
            comment.filing_number,
            receipt.tracking_code,
            comment.content_digest,
            comment.log_head,
            f"Número {comment.log_size}",
            "martes 10 de marzo de 2026, 9:00 a. m., hora de Colombia",
            "La acción 1.1, como la dice la edición 1",
            "Qué sigue",
            "hasta el martes 17 de marzo de 2026",
        ):
            assert words in page.words
        assert page.all(".//*[@data-copy='tracking-code']")
        assert page.all(".//*[@data-print]")
        assert page.all(".//*[@data-clear-draft='plan-de-prueba/1.1']")

    def test_looked_up_later_it_clears_no_draft(self, visitor, receipt, address):
        page = visitor.get(address)
        assert page.h1 == "Su observación"
        assert not page.all(".//*[@data-clear-draft]")

    def test_it_holds_the_whole_text_and_says_how_it_is_doing(self, visitor, receipt, address):
        page = visitor.get(address)
        assert BODY in page.words
        assert "Un buzón por comuna." in page.words
        assert "En revisión" in page.words
        assert page.text_of(".//li[@aria-current='step']") == "Revisada para publicarla"

    def test_on_the_whole_plan_too(self, visitor, plan):
        receipt = filed(plan, code=None)
        assert (
            "Todo el plan, como lo dice la edición 1"
            in visitor.get(f"/seguimiento/{receipt.tracking_code}").words
        )

    def test_a_redacted_text_is_shown_whole_to_its_author_beside_what_everyone_reads(
        self, visitor, receipt, address, cast
    ):
        start = BODY.index("carrera 4")
        moderating.redact(
            receipt.comment,
            Redactions(body=[Span(start, start + 9, RedactionKind.ADDRESS)]),
            ground=Ground.PERSONAL_DATA,
            version=1,
            by=cast.mario_moderator,
            at=WHILE_OPEN,
        )
        page = visitor.get(address)
        assert BODY in page.words
        assert "Motivo: Tiene datos personales" in page.words
        public = receipt.comment.fresh().public_body
        assert "carrera 4" not in public
        assert public in page.words

    def test_a_withheld_text_says_why(self, visitor, receipt, address, cast):
        moderating.withhold(
            receipt.comment,
            ground=Ground.OTHER,
            note="Es una copia de una noticia.",
            version=1,
            by=cast.mario_moderator,
            at=WHILE_OPEN,
        )
        page = visitor.get(address)
        assert "Es una copia de una noticia." in page.words
        assert BODY in page.words

    def test_an_answer_and_its_changes_appear_once_they_are_out(self, visitor, cast, clock):
        plan = an_announced_plan(cast)
        receipt = filed(plan)
        address = f"/seguimiento/{receipt.tracking_code}"
        assert not visitor.get(address).all(".//ins")

        comment = shown(receipt.comment, cast)
        adjusted(plan, cast, [comment], {"1.1": {PlanField.IMPROVEMENT: "Construir un buzón."}})
        clock(later(AFTER_CLOSE, days=1))
        page = visitor.get(address)
        assert page.all(".//ins")
        assert not page.all(".//li[@aria-current='step']")
        assert "Lo incorporamos." in page.words
        assert "Lo pidieron en la 1.1." in page.words

    @pytest.mark.parametrize("query", ["", "?recibida=1"])
    def test_of_a_cancelled_consultation_it_promises_nothing(
        self, visitor, cast, plan, address, query
    ):
        announcing.cancel(plan, reason="Faltó un estudio.", by=cast.elena_editor, at=WHILE_OPEN)
        page = visitor.get(address + query)
        assert "Cancelada el martes 10 de marzo de 2026.Faltó un estudio." in page.words
        steps = page.all(".//ol[@class='steps']/li")
        assert [each.get("class") for each in steps] == ["done", "done"]
        assert "Consulta cancelada" in " ".join(steps[-1].itertext())
        assert "Qué sigue" not in page.words

    def test_anyone_can_check_the_digest_with_the_file_and_sha256sum(
        self, visitor, receipt, address
    ):
        response = visitor.client.get(f"{address}/radicada.json")
        assert hashlib.sha256(response.data).hexdigest() == receipt.comment.content_digest
        assert json.loads(response.data)["body"] == BODY
        assert b"Nubia" not in response.data
        disposition = response.headers["Content-Disposition"]
        assert disposition == f"attachment; filename={receipt.comment.filing_number}.json"

    def test_it_costs_the_same_however_many_there_are(self, visitor, plan, address):
        with listened() as few:
            visitor.get(address)
        crowd(plan, 300)
        with listened() as many:
            visitor.get(address)
        assert len(many) == len(few)

    @pytest.mark.parametrize("rest", ["", "?recibida=1", "/radicada.json"])
    def test_it_leaves_no_copy_no_index_and_no_referrer(self, visitor, address, rest):
        headers = visitor.client.get(address + rest).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"
        assert headers["Referrer-Policy"] == "no-referrer"

    def test_nothing_on_it_leads_to_another_site(self, visitor, address):
        page = visitor.get(address)
        assert [link for link in page.links if "://" in link or link.startswith("//")] == []
        assert not page.all(".//form")

    def test_each_of_its_pages_is_sound(self, visitor, address):
        for rest in ("", "?recibida=1", "/nombre-oculto", "/datos-corregidos", "/datos-borrados"):
            visitor.get(address + rest)
        visitor.get(f"/seguimiento/{UNKNOWN}", 404)


class TestR13TheirData:
    def test_contact_data_are_masked(self, visitor, address):
        page = visitor.get(address)
        assert "n•••@v•••.example" in page.words
        assert "N••• V•••" in page.words
        for whole in ("Nubia", "Vecina", "nubia@", "vecinas"):
            assert whole not in page.html

    def test_who_gave_none_reads_so(self, visitor, plan):
        receipt = filed(plan)
        page = visitor.get(f"/seguimiento/{receipt.tracking_code}")
        assert "No tenemos datos personales suyos" in page.words
        assert not [link for link in page.links if link.endswith("/datos-borrados")]

    def test_the_name_stops_being_shown_once_confirmed(self, visitor, receipt, address, cast):
        shown(receipt.comment, cast)
        public = f"/observaciones/{receipt.comment.filing_number}"
        assert "Nubia Vecina" in visitor.get(public).words

        assert f"{address}/nombre-oculto" in visitor.get(address).links
        assert visitor.get(f"{address}/nombre-oculto").h1 == "Dejar de mostrar mi nombre"
        page = visitor.fill(f"{address}/nombre-oculto")
        page = visitor.get(page.response.location)
        assert "Su nombre ya no se muestra." in page.words
        assert f"{address}/nombre-oculto" not in page.links
        assert "Nubia" not in visitor.get(public).html
        assert Submitter.get().name == "Nubia Vecina"

    def test_their_data_are_erased_once_confirmed(self, visitor, receipt, address):
        assert visitor.get(f"{address}/datos-borrados").h1 == "Borrar mis datos"
        assert Submitter.select().exists()
        page = visitor.fill(f"{address}/datos-borrados")
        page = visitor.get(page.response.location)
        assert "Borramos sus datos." in page.words
        assert "No tenemos datos personales suyos" in page.words
        assert not Submitter.select().exists()
        assert Comment.get().body == BODY
        assert verifying.verify()["comments"] == 1

    def test_they_put_their_data_right_and_read_only_what_is_masked(
        self, visitor, receipt, address
    ):
        page = visitor.fill(f"{address}/datos-corregidos", email="otra@example.org")
        assert page.response.location.endswith(address)
        held = receipt.comment.submitter
        assert held.email == "otra@example.org"
        assert held.name == "Nubia Vecina"
        page = visitor.get(address)
        assert "Sus datos quedaron corregidos." in page.words
        assert "otra@example.org" not in page.html
        assert "otra@example.org" not in visitor.get(f"{address}/datos-corregidos").html

    def test_who_left_no_address_leaves_one_later(self, visitor, plan):
        receipt = filed(plan)
        address = f"/seguimiento/{receipt.tracking_code}"
        assert f"{address}/datos-corregidos" in visitor.get(address).links
        page = visitor.fill(f"{address}/datos-corregidos", 422, email="pepa@example.com")
        assert "Marque la autorización" in page.text_of(".//div[@role='alert']")
        visitor.fill(f"{address}/datos-corregidos", email="pepa@example.com", consent="y")
        assert receipt.comment.submitter.email == "pepa@example.com"
        page = visitor.fill(f"{address}/datos-corregidos", 422, email="no es un correo")
        assert "Escriba un correo" in page.text_of(".//div[@role='alert']")

    def test_a_letter_without_contact_data_is_told_of_and_can_be_erased_r13(
        self, visitor, plan, cast
    ):
        receipt = filed(plan)
        address = f"/seguimiento/{receipt.tracking_code}"
        scan = Scan.read("carta.pdf", b"%PDF-1.7 una carta")
        intake.attach_scan(receipt.comment, scan, by=cast.mario_moderator, at=WHILE_OPEN)
        page = visitor.get(address)
        assert "Conservamos una copia escaneada" in page.words
        assert f"{address}/datos-borrados" in page.links
        visitor.fill(f"{address}/datos-borrados")
        assert "copia escaneada" not in visitor.get(address).words

    def test_a_minor_is_offered_none(self, visitor, plan):
        address = f"/seguimiento/{filed(plan, is_minor=True).tracking_code}"
        assert f"{address}/datos-corregidos" not in visitor.get(address).links
        visitor.fill(f"{address}/datos-corregidos", 422, email="pepa@example.com", consent="y")

    @pytest.mark.parametrize("right", ["nombre-oculto", "datos-borrados"])
    def test_a_repeat_or_a_forged_form_does_no_harm(self, visitor, address, right):
        form = visitor.get(f"{address}/{right}").form()
        visitor.post(f"{address}/{right}", {}, 422)
        assert Submitter.get().publish_name
        for _ in range(2):
            visitor.post(f"{address}/{right}", form)
        assert verifying.verify()["comments"] == 1

    def test_a_form_over_https_passes_though_its_referrer_tells_the_site_alone_r13(
        self, visitor, address
    ):
        there, site = f"{address}/datos-borrados", "https://localhost"
        page = Page(visitor.client.get(there, base_url=site))
        sent = visitor.client.post(
            there, base_url=site, data=page.form(), headers={"Referer": f"{site}/"}
        )
        assert sent.status_code == 303
        assert not Submitter.select().exists()

    @pytest.mark.parametrize("right", ["nombre-oculto", "datos-borrados", "datos-corregidos"])
    def test_the_confirmation_tells_the_site_so_that_https_forms_pass_and_no_code_r13(
        self, visitor, address, right
    ):
        headers = visitor.client.get(f"{address}/{right}").headers
        assert headers["Referrer-Policy"] == "strict-origin"
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"] == "noindex"


class TestWasItEasy:
    @pytest.fixture
    def questions(self, address) -> str:
        return f"{address}/facilidad"

    def test_the_receipt_leads_to_three_questions_and_thanks_for_the_answers(
        self, visitor, address, questions
    ):
        receipt = visitor.get(f"{address}?recibida=1")
        assert questions in receipt.links
        page = visitor.fill(questions, easy="very_hard", understood="partly", wish="Menos pasos.")
        assert page.response.location == address
        assert "Gracias. Lo que nos contó ayuda" in visitor.get(address).words
        kept = Ease.get()
        assert (kept.easy, kept.understood, kept.wish) == (
            Easiness.VERY_HARD,
            Understanding.PARTLY,
            "Menos pasos.",
        )
        assert "Menos pasos." not in visitor.get(address).html

    def test_the_page_is_private_and_its_form_works_over_https(self, visitor, questions):
        response = visitor.get(questions).response
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex"
        assert response.headers["Referrer-Policy"] == "strict-origin"
        visitor.get(questions)

    def test_a_second_answer_is_refused_and_what_was_written_is_given_back(
        self, visitor, questions
    ):
        typed = {**visitor.get(questions).form(), "wish": "Más letra."}
        visitor.post(questions, typed)
        page = visitor.post(questions, {**typed, "wish": "Otra cosa."}, 409)
        assert "Estas preguntas ya se contestaron." in page.words
        assert "Otra cosa." in page.words
        assert "Estas preguntas ya se contestaron" in visitor.get(questions).words
        assert Ease.select().count() == 1

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Conteste al menos una de las tres preguntas."),
            ({"easy": "imposible"}, "válida"),
            ({"easy": "easy", "wish": "a" * 501}, "Escriba hasta 500 caracteres."),
        ],
    )
    def test_what_cannot_be_kept_is_said_beside_its_question(self, visitor, questions, typed, said):
        page = visitor.fill(questions, 422, **typed)
        assert said in errors(page)
        assert not Ease.select().exists()

    def test_a_code_that_opens_nothing_asks_nothing(self, visitor, plan):
        visitor.get(f"/seguimiento/{UNKNOWN}/facilidad", 404)

    def test_once_the_answers_are_out_nothing_is_asked(self, visitor, plan, questions, cast, clock):
        typed = visitor.get(questions).form()
        shown(Comment.get(), cast)
        adjusted(plan, cast, [Comment.get()], {"1.1": {PlanField.TERM_MONTHS: 6}})
        clock(later(AFTER_CLOSE, days=1))
        visitor.post(questions, {**typed, "easy": "easy"}, 409)
        assert not visitor.get(questions).all(".//main//form")
