"""Which words stay covered, in what spelling, in which plans, and what it costs to know (R13)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.canaries import NAME, announced_and_names, covered
from tests.cast import (
    AFTER_CLOSE,
    Cast,
    a_cast,
    an_announced_plan,
    an_outline,
    filed,
    later,
    shown,
    wording,
)
from tests.queries import listened
from webapp.models import Plan, Wording
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import Decision, Origin, PlanField
from webapp.workflow import adjusting, answering, bulk, bulk_acts
from webapp.workflow.refusals import Invalid

DAY_AFTER = later(AFTER_CLOSE, days=1)
REPLY = answering.Reply(
    decision=Decision.NOT_INCORPORATED,
    text="Gracias.",
    reason="No hay presupuesto. Así consta en el acta de la mesa directiva.",
)
WHY = adjusting.Why(origin=Origin.EDITORIAL_FIX, reason="Se corrige la redacción.")


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return announced_and_names(cast)


def adjusting_of(plan: Plan, cast: Cast) -> Wording:
    adjusting.start_edition(plan, by=cast.elena_editor, at=DAY_AFTER)
    return wording(plan, "2.1")


def write(plan: Plan, cast: Cast, text: str) -> None:
    now = adjusting_of(plan, cast)
    adjusting.reword(
        now, {PlanField.IMPROVEMENT: text}, WHY, version=now.version, by=cast.elena_editor,
        at=DAY_AFTER,
    )  # fmt: skip


def is_refused(plan: Plan, cast: Cast, text: str) -> bool:
    try:
        write(plan, cast, text)
    except Invalid:
        return True
    return False


@pytest.mark.parametrize(
    "spelled",
    [
        NAME.upper(),
        "zacarias mondragon",
        "**Zaca**rías Mondragón",
        "Zacar&iacute;as Mondrag&oacute;n",
        "Zacarías\u00a0Mondragón",
        "Zacarías\nMondragón",
        "zacarias_mondragon.pdf",
        "Ｚａｃａｒíａｓ Ｍｏｎｄｒａｇóｎ",
    ],
)
def test_another_spelling_does_not_bring_covered_words_back_r13(plan, cast, spelled):
    covered(plan, cast)
    assert is_refused(plan, cast, f"Lo pidió {spelled}.")


def test_a_name_with_its_surname_is_refused_in_every_plan_r13(plan, cast):
    other = an_announced_plan(cast, "otro-plan")
    write(other, cast, f"Lo pidió {NAME}.")
    covered(plan, cast)
    assert is_refused(other, cast, f"Lo pidió {NAME} otra vez.")
    assert not is_refused(other, cast, "Lo pidió Zacarías.")


def test_a_name_of_one_word_is_refused_in_its_own_plan_only_r13(plan, cast):
    other = an_announced_plan(cast, "otro-plan")
    covered(plan, cast, "Zacarías")
    assert is_refused(plan, cast, "Lo pidió ZACARIAS.")
    assert not is_refused(other, cast, "Lo pidió Zacarías.")


def test_a_name_that_is_a_common_word_forbids_it_only_with_a_capital_r13(plan, cast):
    covered(plan, cast, "Mondragón")
    assert is_refused(plan, cast, "Lo pidió Mondragon.")
    assert not is_refused(plan, cast, "Como un mondragón.")


def test_a_number_is_refused_in_every_plan_however_it_is_parted_r13(cast):
    plan = says_at_first(cast, "plan-uno", "Llame al 316 555 0177.")
    other = an_announced_plan(cast, "otro-plan")
    covered(plan, cast, "316 555 0177", data=RedactionKind.PHONE)
    assert is_refused(other, cast, "Llame al +573165550177.")
    assert not is_refused(other, cast, "Llame al 316 555 0178.")


def test_words_that_another_plan_says_already_may_be_written_there_r13(plan, cast):
    """Whoever bears the name there may be somebody else."""
    other = says_at_first(cast, "otro-plan", f"Como {NAME} propuso.")
    covered(plan, cast)
    assert not is_refused(other, cast, f"Lo pidió {NAME}.")


def says_at_first(cast: Cast, slug: str, text: str) -> Plan:
    """An announced plan with a text in its first edition."""
    first, second = an_outline().categories
    said = replace(first, actions=(replace(first.actions[0], improvement=text),))
    return an_announced_plan(cast, slug, outline=replace(an_outline(), categories=(said, second)))


def test_the_public_texts_are_read_once_for_an_act_r13(plan, cast):
    """However many texts it changes."""
    covered(plan, cast)
    one = {PlanField.IMPROVEMENT: "Otra."}
    three = {PlanField.IMPROVEMENT: "Una.", PlanField.ACTIVITY: "Dos.", PlanField.TERM_MONTHS: 9}
    assert readings(plan, cast, one) == readings(plan, cast, three) == 1


def test_they_are_read_once_for_many_answers_at_once_r13(plan, cast):
    comments = [shown(filed(plan, f"{number}: un buzón.").comment, cast) for number in "123"]
    covered(plan, cast)
    stamped = bulk.stamps(comments)
    listed = [bulk.Listed(each.filing_number, stamped[each.id]) for each in comments]
    how = {"submit": True, "plan": plan, "by": cast.rosa_responder, "at": DAY_AFTER}
    with listened() as run:
        bulk_acts.answer(listed, REPLY, **how)
    assert sum(' FROM "meeting"' in each for each in run) == 1


def readings(plan: Plan, cast: Cast, values: dict[PlanField, Any]) -> int:
    """How often an act that changes some texts reads the meetings of the plan."""
    now = adjusting_of(plan, cast)
    with listened() as run:
        adjusting.reword(now, values, WHY, version=now.version, by=cast.elena_editor, at=DAY_AFTER)
    return sum(' FROM "meeting"' in each for each in run)
