"""Asking at the desk how easy it was, and reading what people said."""

from typing import Any

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, an_announced_plan, filed, later, received
from tests.views.conftest import Travel
from tests.worlds import reported
from webapp.models import Consultation, Ease, Plan, ValueGroup
from webapp.vocabulary import Channel, Easiness
from webapp.workflow import ease_questions
from webapp.workflow.commenting import Filing, Receipt
from webapp.workflow.ease_questions import Opinion

RESULTS = "/gestion/planes/plan-de-prueba/facilidad"


@pytest.fixture
def plan(cast, clock) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def receipt(plan, cast) -> Receipt:
    return received(
        Filing(body="En papel."), plan=plan, action=None, submission_id="",
        channel=Channel.PHONE, received_at=WHILE_OPEN, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip


@pytest.fixture
def questions(receipt) -> str:
    number = receipt.comment.filing_number
    return f"/gestion/observaciones/{number}/facilidad?codigo={receipt.tracking_code}"


def told(
    plan: Plan, easy: Easiness, times: int, group: ValueGroup | None, wish: str = "", **said: Any
) -> None:
    for number in range(times):
        code = filed(plan, f"{group} {easy} {number}.", value_group=group, **said).tracking_code
        ease_questions.save(code, Opinion(easy=easy, wish=wish), by=None, at=WHILE_OPEN)


def reported_on_time(plan: Plan, cast: Cast, clock: Travel) -> None:
    """The report is out: nobody is asked any more."""
    round_ = reported(plan, cast)
    Consultation.update(report_published_at=AFTER_CLOSE).where(
        Consultation.id == round_.id
    ).execute()
    clock(later(AFTER_CLOSE, days=1))


def cells(page, number: int) -> list[list[str]]:
    table = page.all(".//main//table")[number]
    return [
        ["".join(cell.itertext()).strip() for cell in row] for row in table.findall(".//tbody/tr")
    ]


class TestAsking:
    def test_the_receipt_of_the_desk_leads_to_the_same_three_questions(
        self, desk, cast, receipt, questions
    ):
        mario = desk(cast.mario_moderator)
        address = questions.replace("/facilidad", "/constancia")
        assert questions in mario.get(address).links
        page = mario.fill(questions, easy="easy", wish="Que el formulario sea más corto.")
        assert page.response.location.endswith(f"codigo={receipt.tracking_code}")
        assert Ease.get().channel is Channel.PHONE
        assert "no se sabe de quién son" in mario.get(page.response.location).words

    def test_nobody_else_is_let_in_and_no_other_code_opens_it(
        self, desk, cast, visitor, questions, receipt
    ):
        visitor.get(questions, 302)
        desk(cast.rosa_responder).get(questions, 403)
        mario = desk(cast.mario_moderator)
        mario.get(questions.partition("?")[0], 404)
        mario.get(questions.replace(receipt.tracking_code, "0000-0000-0000-0000"), 404)

    def test_faults_and_second_answers_are_said(self, desk, cast, questions):
        mario = desk(cast.mario_moderator)
        page = mario.fill(questions, 422)
        assert "Conteste al menos una de las tres preguntas." in page.words
        typed = {**mario.get(questions).form(), "easy": "hard"}
        mario.post(questions, typed)
        assert "ya se contestaron" in mario.post(questions, typed, 409).words


class TestReading:
    def test_by_channel_and_group_nothing_below_five_r14(self, desk, cast, plan, clock):
        large, small, other, silent, *_ = ValueGroup.public()
        told(plan, Easiness.EASY, 6, large)
        told(plan, Easiness.EASY, 3, small)
        told(plan, Easiness.EASY, 4, other)
        for number in range(5):
            filed(plan, f"No contesto nada {number}.", value_group=silent)
            filed(plan, f"Ni digo mi grupo {number}.")
            filed(plan, f"Ni lo digo tampoco {number}.")
        reported_on_time(plan, cast, clock)
        page = desk(cast.aldo_auditor).get(RESULTS)
        assert cells(page, 0) == [
            ["Web", "0", "13", "0", "0", "0"],
            ["En total", "0", "13", "0", "0", "0"],
        ]
        assert cells(page, 1) == [
            [large.name, "0", "6", "0", "0", "0"],
            ["Todos los demás", "0", "7", "0", "0", "0"],
            ["En total", "0", "13", "0", "0", "0"],
        ]
        assert small.name not in page.words

    def test_a_group_of_which_too_few_people_are_known_has_no_row_r14(
        self, desk, cast, plan, clock
    ):
        """One person with five receipts is not five who answer."""
        large, other, *_ = ValueGroup.public()
        told(plan, Easiness.EASY, 9, other)
        told(plan, Easiness.VERY_HARD, 6, large, email="ana@example.org", consent=True)
        told(plan, Easiness.EASY, 9, None)
        reported_on_time(plan, cast, clock)
        assert large.name not in desk(cast.aldo_auditor).get(RESULTS).words

    def test_few_answers_are_not_told_at_all(self, desk, cast, plan, clock):
        told(plan, Easiness.VERY_HARD, 4, None, wish="Letra más grande.")
        reported_on_time(plan, cast, clock)
        page = desk(cast.elena_editor).get(RESULTS)
        assert not page.all(".//main//table")
        assert "Hay muy pocas respuestas para mostrarlas sin descubrir a alguien." in page.words
        assert "Letra más grande." not in page.words

    @pytest.mark.parametrize("moment", [WHILE_OPEN, AFTER_CLOSE])
    def test_while_answers_still_come_in_nothing_is_told_not_even_here_r14(
        self, desk, cast, plan, clock, visitor, moment
    ):
        """Who reads before and after somebody answers knows what they said."""
        told(plan, Easiness.EASY, 9, None, wish="Letra más grande.")
        clock(moment)
        page = desk(cast.mario_moderator).get(RESULTS)
        assert "cuando se publican las respuestas de la consulta" in page.words
        assert "Letra más grande." not in page.words
        assert "respuesta del medio" not in visitor.get("/planes/plan-de-prueba/resultados").words

    def test_what_people_would_change_is_read_here_alone_page_by_page(
        self, desk, cast, plan, clock, visitor
    ):
        for number in range(60):
            told(plan, Easiness.EASY, 1, None, wish=f"Cambien <b>eso</b> {number}.")
        reported_on_time(plan, cast, clock)
        mario = desk(cast.mario_moderator)
        page = mario.get(RESULTS)
        (following,) = (each.get("href") for each in page.all(".//a[@rel='next']"))
        first = page.all(".//ul[@class='entries']/li")
        rest = mario.get(following).all(".//ul[@class='entries']/li")
        assert len({each.text for each in [*first, *rest]}) == 60
        assert "Cambien" not in visitor.get("/planes/plan-de-prueba/resultados").words

    def test_only_those_who_need_it_read_it(self, desk, cast, visitor, plan):
        visitor.get(RESULTS, 302)
        desk(cast.rosa_responder).get(RESULTS, 403)

    def test_the_public_reads_one_figure(self, plan, cast, clock, visitor):
        told(plan, Easiness.EASY, 5, None)
        reported_on_time(plan, cast, clock)
        words = visitor.get("/planes/plan-de-prueba/resultados").words
        assert "Fácil. Es la respuesta del medio entre 5 personas" in words
