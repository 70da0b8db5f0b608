"""The draft checker finds what can be computed, and nothing that is not so."""

from dataclasses import replace
from datetime import date

from webapp.values.draft_checker import Finding, FindingKind, check
from webapp.values.plan_outline import (
    ActionOutline,
    CategoryOutline,
    Field,
    Join,
    JoinKind,
    Outline,
    PlanFacts,
)
from webapp.vocabulary.messages import sentence


def action(code: str, **said: str) -> ActionOutline:
    complete = {
        "activity": f"Activity {code}",
        "improvement": f"Improvement {code}",
        "term_text": "5 meses",
        "efficacy_check": f"Check {code}",
        "responsible_area": "Planning",
    }
    return ActionOutline(code=code, term_months=5, **{**complete, **said})  # type: ignore[arg-type]


def plan(*actions: ActionOutline) -> Outline:
    category = CategoryOutline(number=1, title="Looking", actions=actions)
    return Outline(categories=(category,), starts_on=date(2024, 12, 16))


def found(outline: Outline, *joined: Join) -> list[tuple[FindingKind, str | None]]:
    return [(finding.kind, finding.code) for finding in check(outline, joined=joined)]


def only(outline: Outline) -> Finding:
    (finding,) = check(outline)
    return finding


def test_a_sound_plan_has_no_findings() -> None:
    assert check(plan(action("1.1"), action("1.2"))) == []


def test_an_empty_plan_lacks_only_its_start() -> None:
    assert found(Outline()) == [(FindingKind.NO_START_DATE, None)]


def test_an_improvement_that_repeats_the_activity_is_found_whatever_its_case_or_final_stop() -> (
    None
):
    outline = plan(
        action("1.1", activity="Read the survey", improvement="READ  the survey."),
        action("1.2", activity="Read the survey now", improvement="Read the survey"),
    )
    assert found(outline) == [(FindingKind.REPEATED_IMPROVEMENT, "1.1")]


def test_empty_cells_are_named_once_per_row() -> None:
    finding = only(plan(action("1.1"), action("1.2", improvement="", efficacy_check="")))
    assert (finding.kind, finding.code) == (FindingKind.EMPTY_CELLS, "1.2")
    assert finding.params["fields"] == (Field.IMPROVEMENT, Field.EFFICACY_CHECK)


def test_what_no_action_says_is_found_once_and_not_row_by_row() -> None:
    finding = only(plan(action("1.1", efficacy_check=""), action("1.2", efficacy_check="")))
    assert finding.kind is FindingKind.EMPTY_COLUMN
    assert finding.params == {"field": Field.EFFICACY_CHECK}


def test_a_term_that_is_no_number_of_months_is_found_but_an_empty_one_only_as_empty() -> None:
    outline = plan(
        action("1.1"),
        replace(action("1.2", term_text="soon"), term_months=None),
        replace(action("1.3", term_text=""), term_months=None),
    )
    assert found(outline) == [
        (FindingKind.EMPTY_CELLS, "1.3"),
        (FindingKind.UNREADABLE_TERM, "1.2"),
    ]


def test_an_activity_that_stands_twice_is_found() -> None:
    finding = only(plan(action("1.1", activity="Read"), action("1.2", activity="read")))
    assert (finding.kind, finding.codes) == (FindingKind.REPEATED_ACTIVITY, ("1.1", "1.2"))


def test_the_same_check_is_found_from_the_third_action_on() -> None:
    two = [action(f"1.{n}", efficacy_check="Check that it works") for n in (1, 2)]
    assert check(plan(*two)) == []
    finding = only(plan(*two, action("1.3", efficacy_check="check that it works.")))
    assert finding.kind is FindingKind.IDENTICAL_EFFICACY_CHECKS
    assert finding.codes == ("1.1", "1.2", "1.3")
    assert finding.params["count"] == 3


def test_actions_without_an_area_are_found_together_and_continuations_are_not_actions() -> None:
    rest = ActionOutline(code="1.1.1", activity="and publish it", continues="1.1")
    outline = plan(action("1.1", responsible_area=""), rest, action("1.2"))
    assert outline.action_count == 2
    assert [(finding.kind, finding.codes) for finding in check(outline)] == [
        (FindingKind.EMPTY_CELLS, ()),
        (FindingKind.NO_RESPONSIBLE_AREA, ("1.1",)),
    ]


def test_an_approval_before_the_elaboration_is_found_and_one_on_the_same_day_is_not() -> None:
    day = date(2024, 11, 14)
    outline = plan(action("1.1"))
    early = replace(outline, facts=PlanFacts(approved_on=date(2024, 5, 21), elaborated_on=day))
    same = replace(outline, facts=PlanFacts(approved_on=day, elaborated_on=day))
    unknown = replace(outline, facts=PlanFacts(approved_on=day))
    assert found(early) == [(FindingKind.APPROVED_BEFORE_ELABORATED, None)]
    assert found(same) == found(unknown) == []


def test_a_title_that_came_in_two_is_found_and_a_joined_action_is_no_fault_of_the_draft() -> None:
    title = Join(kind=JoinKind.CATEGORY_TITLE, code="1", parts=("Look", "ing"))
    split = Join(kind=JoinKind.ACTION, code="1.1", parts=("a", "b"))
    assert found(plan(action("1.1")), title, split) == [(FindingKind.CATEGORY_TITLE_SPLIT, "1")]


def test_every_finding_can_be_said() -> None:
    outline = Outline(
        facts=PlanFacts(approved_on=date(2024, 5, 21), elaborated_on=date(2024, 11, 14)),
        categories=(
            CategoryOutline(
                number=1,
                title="100 % looking",
                actions=(
                    action("1.1", activity="Read", improvement="Read", efficacy_check="100 %"),
                    action("1.2", activity="Read", efficacy_check="100 %", term_text=""),
                    replace(action("1.3", efficacy_check="100 %", term_text="%"), term_months=None),
                    action("1.4", responsible_area=""),
                ),
            ),
        ),
    )
    title = Join(kind=JoinKind.CATEGORY_TITLE, code="1", parts=("100 %", "looking"))
    findings = [*check(outline, joined=[title]), *check(plan(action("1.1", improvement="")))]
    assert {finding.kind for finding in findings} == set(FindingKind)
    for finding in findings:
        assert sentence(finding.message, finding.params, translate=str)
