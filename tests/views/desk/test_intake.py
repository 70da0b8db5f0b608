"""Typing in what arrives on paper, by telephone, at the window or in a meeting."""

from datetime import date
from io import BytesIO

import pytest

from tests.cast import AFTER_CLOSE, MONDAY, WHILE_OPEN, a_draft, an_announced_plan, filed, wording
from webapp.models import Comment, Evidence, Meeting
from webapp.vocabulary import AuthorKind, Channel
from webapp.workflow import announcing, commenting, drafting, intake
from webapp.workflow.intake import Gathering

FORM = "/gestion/planes/plan-de-prueba/recepcion"
PDF = b"%PDF-1.7 una carta"
SAID = {"body": "Falta alumbrado en la vereda.", "action": "1.1"}


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


@pytest.fixture
def mario(cast, desk, plan):
    return desk(cast.mario_moderator)


@pytest.fixture
def meeting(plan, cast) -> Meeting:
    gathering = Gathering(title="Taller", place="Escuela", held_on=date(2026, 3, 7), attendance={})
    return intake.save_meeting(plan, gathering, by=cast.mario_moderator, at=WHILE_OPEN)


def a_scan(content: bytes = PDF, name: str = "carta.pdf"):
    return (BytesIO(content), name)


def receipt_of(page) -> str:
    return page.response.location


class TestReceiving:
    def test_one_screen_and_the_receipt_says_number_code_and_what_follows(self, mario):
        page = mario.fill(FORM, **SAID)
        comment = Comment.get()
        assert (comment.channel, comment.action.code) == (Channel.FRONT_DESK, "1.1")
        assert comment.filed_by.name == "Mario Moderador"
        receipt = mario.get(receipt_of(page))
        assert receipt.h1 == "Constancia de recibo"
        assert receipt.text_of(".//*[@id='panel-number']") == "CMC-2026-000001"
        code = receipt.text_of(".//*[@id='tracking-code']")
        assert commenting.find_by_tracking_code(code) == comment
        groups = ["".join(each.itertext()) for each in receipt.all(".//ol[@class='spelled']/li")]
        assert "".join(groups).replace(" ", "") == code.replace("-", "")
        assert "Qué sigue" in receipt.words

    def test_day_and_hour_are_those_of_now_unless_said_otherwise(self, mario):
        form = mario.get(FORM).form()
        assert (form["received_on"], form["received_at"]) == ("2026-03-10", "09:00")
        mario.fill(FORM, received_on="2026-03-05", received_at="16:45", channel="phone", **SAID)
        comment = Comment.get()
        assert comment.received_at.isoformat() == "2026-03-05T21:45:00"
        assert comment.channel is Channel.PHONE

    def test_the_whole_plan_who_says_it_and_the_optional_parts(self, mario):
        mario.fill(
            FORM,
            body="En general, bien.",
            action="",
            author_kind="person",
            name="Nubia Vecina",
            phone="310 000 0000",
            consent="y",
            kind="support",
            stance="for",
        )
        comment = Comment.get()
        assert comment.action is None
        assert comment.author_kind is AuthorKind.PERSON
        assert (comment.submitter.name, comment.submitter.phone) == ("Nubia Vecina", "310 000 0000")

    def test_the_next_one_keeps_channel_day_and_meeting(self, mario, meeting):
        page = mario.fill(
            FORM,
            channel="event",
            received_on="2026-03-07",
            received_at="10:30",
            meeting=str(meeting.id),
            **SAID,
        )
        receipt = mario.get(receipt_of(page))
        another = next(link for link in receipt.links if link.startswith(f"{FORM}?"))
        kept = mario.get(another).form()
        assert kept["channel"] == "event"
        assert (kept["received_on"], kept["received_at"]) == ("2026-03-07", "10:30")
        assert kept["meeting"] == str(meeting.id)
        assert kept["body"] == ""
        assert meeting.made.count() == 1

    def test_a_double_click_gives_the_same_receipt(self, mario):
        form = {**mario.get(FORM).form(), **SAID}
        first, again = mario.post(FORM, form), mario.post(FORM, form)
        assert receipt_of(first) == receipt_of(again)
        assert Comment.select().count() == 1

    def test_htmx_is_sent_to_the_receipt(self, mario):
        page = mario.fill(FORM, 204, htmx=True, **SAID)
        assert "/constancia?codigo=" in page.response.headers["HX-Redirect"]


class TestLate:
    def test_the_form_warns_and_the_receipt_says_it_is_late_r5(self, desk, cast, clock, plan):
        clock(AFTER_CLOSE)
        mario = desk(cast.mario_moderator)
        assert "El plazo de la consulta terminó" in mario.get(FORM).words
        receipt = mario.get(receipt_of(mario.fill(FORM, **SAID)))
        assert "Extemporánea" in receipt.words
        assert plan.fresh().comments_late == 1

    def test_received_in_time_and_typed_later_it_counts(self, desk, cast, clock, plan):
        clock(AFTER_CLOSE)
        desk(cast.mario_moderator).fill(FORM, received_on="2026-03-17", received_at="23:59", **SAID)
        assert plan.fresh().comments_total == 1


class TestWhatItCountsFor:
    def test_before_the_opening_r3(self, mario):
        page = mario.fill(FORM, received_on="2026-03-02", **SAID)
        assert "Antes de la apertura" in mario.get(receipt_of(page)).words

    def test_on_a_closed_action_r3(self, mario, plan, cast):
        action = wording(plan, "1.1").action
        reason = "La ley ya lo ordena, y no depende del plan."
        drafting.close_action(action, reason=reason, by=cast.elena_editor, at=MONDAY)
        page = mario.fill(FORM, **SAID)
        assert "no recibía observaciones" in mario.get(receipt_of(page)).words

    def test_after_a_cancellation_and_the_public_reads_it_r3(self, mario, plan, cast, visitor):
        reason = "Se retira porque cambió la ley."
        announcing.cancel(plan, reason=reason, by=cast.elena_editor, at=WHILE_OPEN)
        assert "Lo que se recibió antes de la cancelación" in mario.get(FORM).words
        page = mario.fill(FORM, **SAID)
        assert "Después de la cancelación" in mario.get(receipt_of(page)).words
        number = Comment.get().filing_number
        assert "Después de la cancelación" in visitor.get(f"/observaciones/{number}").words


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"body": " "}, "body"),
            ({"received_on": ""}, "received_on"),
            ({"received_at": "25:00"}, "received_at"),
            ({"received_on": "2026-03-11"}, "received_at"),
            ({"channel": "web"}, "channel"),
            ({"channel": "paloma"}, "channel"),
            ({"action": "9.9"}, "action"),
            ({"meeting": "99"}, "meeting"),
            ({"name": "Nubia", "author_kind": "person"}, "consent"),
            ({"email": "esto no es"}, "email"),
        ],
    )
    def test_each_field_says_what_is_wrong_and_keeps_what_was_typed(self, mario, said, field):
        page = mario.fill(FORM, 422, **{**SAID, **said})
        assert page.all(f".//*[@id='{field}-error']"), page.text_of(".//div[@class='summary']")
        assert f"#{field}" in page.links
        assert page.form()["body"].strip() == {**SAID, **said}["body"].strip()
        fragment = mario.fill(FORM, 422, htmx=True, **{**SAID, **said})
        assert "<html" not in fragment.html
        assert not Comment.select().exists()

    def test_one_in_preparation_has_no_such_page(self, mario, cast):
        a_draft(cast, "en-preparacion")
        mario.get("/gestion/planes/en-preparacion/recepcion", 404)

    def test_who_neither_moderates_nor_edits_does_not_receive(self, desk, cast, plan):
        for person in (cast.rosa_responder, cast.alba_approver, cast.aldo_auditor, cast.ada_admin):
            desk(person).get(FORM, 403)

    def test_a_stranger_is_sent_to_sign_in(self, visitor, plan):
        assert "/gestion/entrar" in visitor.get(FORM, 302).response.location


class TestScans:
    def test_the_page_does_not_tell_how_its_file_is_called_r13(self, mario, desk, cast):
        """It is told with the scan, and the log notes who saw that."""
        mario.fill(FORM, scan=a_scan(name="de zoraida.pdf"), **SAID)
        for person in (cast.mario_moderator, cast.aldo_auditor):
            page = desk(person).get("/gestion/observaciones/CMC-2026-000001")
            assert "Escáner o foto 1" in page.words
            assert "zoraida" not in page.html

    def test_it_is_kept_and_downloaded_never_shown(self, mario, desk, cast):
        mario.fill(FORM, scan=a_scan(), **SAID)
        address = f"/gestion/observaciones/CMC-2026-000001/soportes/{Evidence.get().id}"
        assert address in mario.get("/gestion/observaciones/CMC-2026-000001").links
        response = desk(cast.aldo_auditor).client.get(address)
        assert response.data == PDF
        assert response.headers["Content-Disposition"] == "attachment; filename=carta.pdf"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        desk(cast.rosa_responder).get(address, 403)

    @pytest.mark.parametrize(
        "scan",
        [
            a_scan(b"MZ un programa"),
            a_scan(b"<svg/>", "foto.svg"),
            a_scan(b"%PDF-" + b"0" * 10485760),
        ],
        ids=["program", "svg", "large"],
    )
    def test_what_is_not_a_scan_is_refused_and_the_text_kept(self, mario, scan):
        page = mario.fill(FORM, 422, scan=scan, **SAID)
        assert page.all(".//*[@id='scan-error']")
        assert "Vuelva a escoger el soporte" in page.words
        assert page.form()["body"] == SAID["body"]
        assert not Comment.select().exists()

    def test_much_too_large_is_413(self, mario):
        mario.fill(FORM, 413, scan=a_scan(b"%PDF-" + b"0" * 13 * 1024 * 1024), **SAID)

    def test_one_may_be_added_later(self, mario, plan):
        filed(plan)
        address = "/gestion/observaciones/CMC-2026-000001/soportes"
        page = mario.fill(address, 422)
        assert page.all(".//*[@id='scan-error']")
        mario.fill(address, scan=a_scan())
        assert Evidence.get().comment == Comment.get()

    def test_that_of_another_observation_is_not_found(self, mario, plan):
        mario.fill(FORM, scan=a_scan(), **SAID)
        filed(plan)
        mario.get(f"/gestion/observaciones/CMC-2026-000002/soportes/{Evidence.get().id}", 404)


class TestTheReceipt:
    def test_without_the_code_it_says_why_it_is_not_there(self, mario, plan):
        filed(plan)
        page = mario.get("/gestion/observaciones/CMC-2026-000001/constancia")
        assert not page.all(".//*[@id='tracking-code']")
        assert "no se guarda en ninguna parte" in page.words

    def test_a_wrong_code_is_not_repeated(self, mario, plan):
        filed(plan)
        page = mario.get(
            "/gestion/observaciones/CMC-2026-000001/constancia?codigo=0000-0000-0000-0000"
        )
        assert "0000-0000" not in page.words

    def test_who_audits_reads_it_and_receives_no_other(self, desk, cast, plan):
        filed(plan)
        page = desk(cast.aldo_auditor).get("/gestion/observaciones/CMC-2026-000001/constancia")
        assert not [link for link in page.links if link.startswith(FORM)]

    def test_an_address_with_nonsense_still_opens_the_form(self, mario):
        form = mario.get(f"{FORM}?canal=paloma&fecha=ayer&reunion=x").form()
        assert form["channel"] == "front_desk"
        assert MONDAY.date().isoformat() < form["received_on"]
