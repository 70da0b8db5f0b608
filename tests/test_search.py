"""Searching what the public may read: the same hits on both engines, and nothing that is hidden."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    shown,
    wording,
)
from tests.worlds import adjusted, an_adjusted_plan, answered
from webapp.models import Comment, Plan
from webapp.models.search import Subject
from webapp.queries import public_register, search_results
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import AuthorKind, Decision, Ground, Origin, PlanField
from webapp.workflow import adjusting, answering, moderating, splitting
from webapp.workflow.moderating import Redactions

SAID = {
    "luz": "Falta iluminación en el parque: que las niñas y los niños puedan jugar de noche.",
    "via": "Mejorarán las vías de la vereda Modín cuando pavimenten; hoy son puro hueco.",
    "buzon": "Pongan un buzón en la plaza, y otro en los barrios que están lejos.",
    "radio": "Publiquen el plan por la radio comunitaria: no todos tenemos internet.",
    "costo": "Con $1.500.000 se arregla el andén. Ver la CMC-2026-000001 y la acción 2.1.",
    "ingles": "La señora del interés general pide reuniones los sábados, no entre semana.",
}
ANSWERED = {
    "luz": "Se instalarán luminarias nuevas en el parque el próximo año.",
    "via": "La Secretaría organizará jornadas con los campesinos.",
}
FOUND = {
    "iluminacion": {"luz"},
    "ILUMINACIÓN": {"luz"},
    "iluminar": {"luz"},
    "niña": {"luz"},
    "ninas": {"luz"},
    "niño": {"luz"},
    "parque": {"luz", "luz>"},
    "parques": {"luz", "luz>"},
    "luminaria": {"luz>"},
    "mejorar": {"via"},
    "mejora": {"via"},
    "via": {"via"},
    "vía pavimentada": {"via"},
    "modin": {"via"},
    "huecos": {"via"},
    "organización": {"via>"},
    "campesinas": {"via>"},
    "buzones": {"buzon"},
    "barrio": {"buzon"},
    "plaza buzón": {"buzon"},
    "publicar": {"radio", "1.2", "2.1", "2.1.1"},
    "comunitario": {"radio"},
    "radios": {"radio"},
    "¿cómo se publica por la radio?": {"radio"},
    "andenes": {"costo"},
    "1.500.000": {"costo"},
    "señor": {"ingles"},
    "senora": {"ingles"},
    "intereses": {"ingles"},
    "reunión": {"ingles"},
    "sabado": {"ingles"},
    "escuchar": {"1.1", "1.2"},
    "canal": {"1.1"},
    "oir gente": {"1.1"},
    "recolección mecanismo": {"1.1"},
    "divulguen": {"1.2"},
    "planeación tiempo": {"2.1"},
    "1.1": {"1.1", "buzon", "luz", "luz>"},
    "2.1": {"2.1", "radio", "costo"},
    "2.1.1": {"2.1.1"},
    "2.1 radio": {"radio"},
    "cmc-2026-000001": {"luz", "luz>", "costo"},
    "CMC-2026-000003": {"buzon"},
    "cmc-2026-000099": set(),
    '"radio comunitaria"': {"radio"},
    '"comunitaria radio"': set(),
    "«buzón en la plaza»": {"buzon"},
    '"jugar noche"': {"luz"},
    '"noche jugar"': set(),
    "hipopótamo": set(),
    "parque hipopótamo": set(),
    "de la": set(),
    "": set(),
    "   ": set(),
    "\0": set(),
    "*": set(),
    '"': set(),
    'parque"': {"luz", "luz>"},
    "parque OR radio": set(),
    "NEAR(parque radio)": set(),
    "stems:parque": set(),
    "parque*": {"luz", "luz>"},
    "parque AND NOT luz": set(),
    "(parque": {"luz", "luz>"},
    "-parque": {"luz", "luz>"},
    "^parque + noche": {"luz"},
    "parqu%": {"luz", "luz>"},
    "par_ue": set(),
    "'; DROP TABLE plan; --": set(),
    ".1": set(),
    "x" * 10_000: set(),
    "parque " * 1_500: {"luz", "luz>"},
}
"""What each query finds: codes of actions, names of observations, `>` for their answers."""

CODES = {"luz": "1.1", "via": "1.2", "buzon": "1.1", "radio": "2.1", "costo": "2.1", "ingles": None}


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def corpus(plan, cast) -> dict[str, str]:
    """By filing number, the name of each observation; some are answered."""
    names = {}
    for name, body in SAID.items():
        comment = shown(filed(plan, body, code=CODES[name]).comment, cast)
        names[comment.filing_number] = name
        if name in ANSWERED:
            out(answered(comment, cast, text=ANSWERED[name]), cast)
    return names


def out(answer, cast):
    return answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)


def found(typed: str, **how) -> list[str]:
    """What a search finds, in its order: codes of actions, numbers, `>` after those of answers."""
    return [named(hit) for hit in search_results.page(typed, **how)[0]]


def named(hit) -> str:
    if hit.wording:
        return hit.wording.action.code
    return hit.comment.filing_number + ">" * (hit.subject is Subject.ANSWER)


def test_what_each_query_finds(corpus):
    wrong = {}
    for typed, expected in FOUND.items():
        names = {corpus.get(each[:15], each[:15]) + each[15:] for each in found(typed)}
        if names != expected:
            wrong[typed[:60]] = names
    assert not wrong
    assert len(FOUND) >= 30


def test_actions_come_first_in_the_plans_order_then_what_was_said_newest_first(corpus, plan, cast):
    other = an_announced_plan(cast, "otro-plan")
    shown(filed(other, "Otro parque.").comment, cast)
    assert found("publicar") == ["1.2", "2.1", "2.1.1"] * 2 + ["CMC-2026-000004"]
    assert found("parque") == ["CMC-2026-000007", "CMC-2026-000001", "CMC-2026-000001>"]
    assert found("parque", plan=plan) == ["CMC-2026-000001", "CMC-2026-000001>"]
    assert found("parque", plan=other) == ["CMC-2026-000007"]
    assert {hit.edition.plan.slug for hit in search_results.page("publicar")[0][:3]} == {
        "otro-plan"
    }


def test_pages_go_on_to_the_last_hit_without_a_gap(plan, cast):
    for number in range(30):
        shown(filed(plan, f"Publiquen el aviso número {number}.").comment, cast)
    seen, after = [], None
    while True:
        page, after = search_results.page("publicar", after=after)
        assert len(page) <= search_results.PAGE
        seen += map(named, page)
        if after is None:
            break
    numbers = [each.filing_number for each in Comment.select().order_by(Comment.id.desc())]
    assert seen == ["1.2", "2.1", "2.1.1", *numbers]


# --- what is hidden is not found ------------------------------------------------------------------


def test_an_observation_is_found_only_while_its_text_is_shown(plan, cast):
    """R3"""
    comment = filed(plan, "Palabra insólita.").comment
    assert found("insólita") == []
    by, at = cast.mario_moderator, WHILE_OPEN
    comment = moderating.show(comment, version=1, by=by, at=at)
    assert found("insolita") == [comment.filing_number]
    comment = moderating.withhold(
        comment, ground=Ground.PERSONAL_DATA, note="", version=comment.version, by=by, at=at
    )
    assert found("insolita") == []
    assert found(comment.filing_number) == [comment.filing_number]
    moderating.show(comment, version=comment.version, by=by, at=at)
    assert found("insolita") == [comment.filing_number]


def test_suppressed_words_are_not_found_and_the_others_are(plan, cast):
    """R3, R13"""
    comment = filed(plan, "Soy Pancracia y pido un parque.", proposed_text="Pancracia.").comment
    moderating.redact(
        comment,
        Redactions(
            body=[Span(4, 13, RedactionKind.NAME)], proposed_text=[Span(0, 9, RedactionKind.NAME)]
        ),
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    assert found("pancracia") == []
    assert found("parque") == [comment.filing_number]


def test_the_number_of_a_text_that_is_not_shown_is_found_and_nothing_of_it(plan, cast):
    """R3"""
    comment = filed(plan, "Palabra insólita.").comment
    (hit,), following = search_results.page(comment.filing_number.lower())
    assert (hit.comment, hit.texts, following) == (comment, [], None)
    other = an_announced_plan(cast, "otro-plan")
    assert search_results.page(comment.filing_number, plan=other) == ([], None)


def test_personal_data_are_not_searched(plan, cast):
    """R13"""
    person = {"author_kind": AuthorKind.PERSON, "name": "Pancracia Peralta", "consent": True,
              "email": "pancracia@example.com", "publish_name": True}  # fmt: skip
    shown(filed(plan, "Un parque.", **person).comment, cast)
    assert found("pancracia") == found("peralta") == found("example") == []


def test_an_answer_is_found_once_it_is_out(plan, cast):
    """R6"""
    comment = shown(filed(plan, "Un parque.").comment, cast)
    answer = answered(comment, cast, text="Respuesta insólita.")
    assert found("insólita") == []
    out(answer, cast)
    assert found("insólita") == [f"{comment.filing_number}>"]
    assert found("corresponde") == [f"{comment.filing_number}>"]


def test_answers_that_go_out_with_the_report_are_found(plan, cast):
    """R6"""
    for number in range(3):
        answered(shown(filed(plan, f"Parque {number}.").comment, cast), cast, text="Insólita.")
    assert found("insólita") == []
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert len(found("insólita")) == 3


def test_the_parts_of_a_letter_are_found_with_its_answer(plan, cast):
    body = "Un parque. Una vía."
    comment = shown(filed(plan, body).comment, cast)
    splitting_parts(comment, cast)
    answer = answered(comment, cast, text="Va por partes.")
    assert found("columpio") == []
    out(answer, cast)
    assert found("columpios") == [f"{comment.filing_number}>"]


def splitting_parts(comment, cast):
    by, at = cast.rosa_responder, AFTER_CLOSE
    pieces = [
        splitting.LetterPiece(excerpt=each, action=None) for each in ("Un parque.", "Una vía.")
    ]
    parts = splitting.split(comment, pieces, version=comment.version, by=by, at=at)
    for part in parts:
        splitting.answer_part(
            part,
            decision=Decision.OUT_OF_SCOPE,
            text="Con columpios.",
            reason="Es lo justo. Así consta en el acta de la mesa directiva.",
            version=part.version,
            by=by,
            at=at,
        )


def test_a_plan_that_is_not_public_is_not_found(cast):
    """R6"""
    a_draft(cast)
    assert found("publicar") == found("1.1") == []


def test_a_wording_is_found_once_its_edition_is_out_and_the_earlier_one_no_more(plan, cast):
    """R1, R6"""
    comment = shown(filed(plan, "Un parque.").comment, cast)
    values = {"1.1": {PlanField.IMPROVEMENT: "Construir un kiosco insólito."}}
    assert found("mecanismos") == ["1.1"]
    adjusted(plan, cast, [comment], values)
    assert found("kioscos insólitos") == ["1.1"]
    assert found("mecanismos") == []


def test_the_edition_being_written_is_not_found(plan, cast):
    """R6"""
    comment = shown(filed(plan, "Un parque.").comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Un kiosco insólito."},
        adjusting.Why(
            origin=Origin.OBSERVATIONS, reason="Sí, lo decidió la Mesa.", comments=[comment]
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    assert found("kiosco") == []
    assert found("mecanismos") == ["1.1"]


# --- the register ---------------------------------------------------------------------------------


def listed(plan, words, **asked):
    return [
        each.comment.filing_number
        for each in public_register.page(plan, public_register.RegisterFilter(words=words, **asked))
    ]


def test_the_register_finds_by_the_same_words_the_answers_and_the_number(corpus, plan, cast):
    pending = filed(plan, "Palabra insólita.").comment
    assert listed(plan, "niña") == ["CMC-2026-000001"]
    assert listed(plan, "luminarias") == ["CMC-2026-000001"]
    assert listed(plan, "parque") == ["CMC-2026-000001"]
    assert listed(plan, "cmc-2026-000001") == ["CMC-2026-000001", "CMC-2026-000005"]
    assert listed(plan, "2.1", newest_first=True) == ["CMC-2026-000005", "CMC-2026-000004"]
    assert listed(plan, pending.filing_number) == [pending.filing_number]
    assert listed(plan, "insólita") == listed(plan, "de la") == listed(plan, "%") == []
    other = an_announced_plan(cast, "otro-plan")
    assert listed(other, "niña") == listed(other, "cmc-2026-000001") == []


def test_an_adjusted_plan_is_searched_whole(cast):
    an_adjusted_plan(cast)
    assert found("buzon") == ["1.1", "CMC-2026-000001"]
    assert found("incorporar") == ["CMC-2026-000001>"]
