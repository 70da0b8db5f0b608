"""The first screen of each role: what waits for whom, soonest due first."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, a_responder_of, an_announced_plan, filed, shown
from tests.queries import listened
from webapp.models import Area
from webapp.vocabulary import Decision, PetitionKind
from webapp.workflow import answering, handling, petitioning
from webapp.workflow.answering import Reply

REPLY = Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="Por esto. Así consta en el acta de la mesa directiva.",
)


@pytest.fixture
def plan(cast, clock):
    return an_announced_plan(cast)


def received(plan, cast, text, code="1.1"):
    return shown(filed(plan, text, code=code).comment, cast)


def due(comment, cast, day, **options):
    handling.assign(
        comment,
        **{"area": None, "staff": None, **options},
        due_on=day,
        version=comment.handlings.get().version,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )


def section(page, name):
    return page.text_of(f".//section[@aria-labelledby='{name}']")


def test_a_responder_finds_theirs_and_their_areas_with_the_way_to_the_answer(plan, cast, desk):
    later, sooner = received(plan, cast, "Una."), received(plan, cast, "Otra.")
    elsewhere = received(plan, cast, "De otra.", code="2.1")
    silvia = a_responder_of("Secretaría General", "Silvia Secretaria")
    area = Area.get(Area.name == "Secretaría General")
    due(sooner, cast, date(2026, 3, 12), area=area, staff=silvia)
    page = desk(silvia).get("/gestion/")
    mine = section(page, "mine")
    assert mine.index(sooner.filing_number) < mine.index(later.filing_number)
    assert "jueves 12 de marzo de 2026 vence en 2 días hábiles" in mine
    assert elsewhere.filing_number not in page.words
    assert f"/gestion/observaciones/{sooner.filing_number}/respuesta" in page.links


def test_no_more_than_ten_are_listed(plan, cast, desk):
    for number in range(12):
        received(plan, cast, f"Número {number}.")
    assert section(desk(cast.rosa_responder).get("/gestion/"), "mine").count("CMC-") == 10


def test_an_approver_finds_what_others_drafted(plan, cast, desk):
    comment = received(plan, cast, "Una.")
    answering.submit(comment, REPLY, version=None, by=cast.rosa_responder, at=WHILE_OPEN)
    page = desk(cast.alba_approver).get("/gestion/")
    assert "Redactada por Rosa Respuesta" in section(page, "approval")
    assert comment.filing_number not in section(desk(cast.rosa_responder).get("/gestion/"), "mine")


def test_whoever_hands_over_finds_what_has_no_area(plan, cast, desk):
    comment = received(plan, cast, "De todo.", code=None)
    page = desk(cast.mario_moderator).get("/gestion/")
    assert comment.filing_number in section(page, "unassigned")
    assert f"/gestion/observaciones/{comment.filing_number}/asignacion" in page.links


def test_what_is_overdue_is_said_in_words(plan, cast, desk, clock):
    comment = received(plan, cast, "Una.")
    due(comment, cast, date(2026, 3, 17))
    clock(AFTER_CLOSE)
    for person in (cast.mario_moderator, cast.aldo_auditor, cast.alba_approver):
        overdue = section(desk(person).get("/gestion/"), "overdue")
        assert comment.filing_number in overdue
        assert "vencida hace 3 días hábiles" in overdue


def test_petitions_have_their_due_date_and_a_word_for_how_near_it_is(plan, cast, desk, clock):
    comment = received(plan, cast, "Quiero copia del acta.")
    petitioning.mark(comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=WHILE_OPEN)
    auditor = desk(cast.aldo_auditor)
    assert "En término" in section(auditor.get("/gestion/"), "petitions")
    clock(AFTER_CLOSE)
    assert "Próxima a vencer" in section(desk(cast.aldo_auditor).get("/gestion/"), "petitions")


def test_an_empty_desk_shows_no_lists(cast, desk, clock):
    page = desk(cast.rosa_responder).get("/gestion/")
    assert not page.all(".//main//section")


def test_it_costs_as_many_queries_with_one_observation_as_with_twelve(plan, cast, desk):
    received(plan, cast, "Primera.")
    person = desk(cast.rosa_responder)
    costs = []
    for round_ in range(2):
        with listened() as heard:
            person.get("/gestion/")
        costs.append(len(heard))
        for number in range(11):
            received(plan, cast, f"Más {round_} {number}.")
    assert costs[0] == costs[1] <= 20
