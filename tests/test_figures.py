"""Totals come from one place, agree with the rows, and tell nothing of a few (R14, R18)."""

from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    received,
    shown,
)
from tests.queries import listened
from tests.worlds import an_adjusted_plan, answered, crowd
from webapp.figures import main_points
from webapp.figures.of_plan import Figures
from webapp.models import Action, Plan, Tally, ValueGroup
from webapp.vocabulary import (
    AuthorKind,
    Channel,
    Decision,
    IncidenceLevel,
    Kind,
    OfficialState,
    PlanField,
    RoundScope,
)
from webapp.workflow import announcing, answering, commenting, intake, tallying, verifying
from webapp.workflow.announcing import WindowDays
from webapp.workflow.intake import Gathering

ADJUSTED = later(AFTER_CLOSE, days=1)
IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 22))


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


def groups() -> list[ValueGroup]:
    return list(ValueGroup.select().where(~ValueGroup.sensitive).order_by(ValueGroup.id))


def from_groups(plan: Plan, *counts: int, unsaid: int = 0) -> None:
    """As many observations from each of the first groups, and some from nobody's."""
    for group, count in zip(groups(), counts, strict=False):
        for number in range(count):
            filed(plan, f"Opinión {number} de {group.name}.", value_group=group)
    for number in range(unsaid):
        filed(plan, f"Opinión {number} de alguien.")


def test_what_is_filed_counts_in_its_day_action_kind_channel_and_author(plan, cast):
    filed(plan, kind=Kind.PROPOSAL, author_kind=AuthorKind.PERSON)
    filed(plan, "Otra cosa.", code=None, at=later(WHILE_OPEN, days=1))
    figures = Figures(plan.fresh())

    assert figures.total == 2
    assert dict(figures.by_day)[date(2026, 3, 10)] == 1
    assert len(figures.by_day) == 15
    assert [(action and action.code, count) for action, count in figures.by_action] == [
        ("1.1", 1), (None, 1),
    ]  # fmt: skip
    assert figures.by_kind == [(Kind.PROPOSAL, 1), (None, 1)]
    assert figures.by_channel == [(Channel.WEB, 2)]
    assert dict(figures.by_author) == {AuthorKind.PERSON: 1, AuthorKind.ANONYMOUS: 1}
    assert (figures.actions_total, figures.actions_commented) == (3, 1)


def test_a_late_one_counts_apart_and_in_nothing_else_r5(plan, cast):
    received(
        commenting.Filing(body="Llegó tarde."),
        plan=plan, action=None, submission_id="", channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE, by=cast.mario_moderator, at=AFTER_CLOSE,
    )  # fmt: skip
    figures = Figures(plan.fresh())
    assert (figures.total, figures.late) == (0, 1)
    assert figures.by_channel == []


def test_answers_count_once_they_are_out_with_the_working_days_they_took(plan, cast):
    comments = [shown(filed(plan, f"Número {n}.").comment, cast) for n in range(3)]
    decisions = (Decision.NOT_INCORPORATED, Decision.ALREADY_INCLUDED, Decision.INFORMATIVE_REPLY)
    for comment, decision in zip(comments, decisions, strict=True):
        reply = answering.Reply(
            decision=decision,
            text="Sí.",
            reason="Porque sí. Así consta en el acta de la mesa directiva.",
            cites="1.1",
        )
        answer = answering.submit(
            comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE
        )
        answering.approve(answer, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    assert Figures(plan.fresh()).answered == 0
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)

    figures = Figures(plan.fresh())
    assert (figures.answered, figures.unanswered) == (3, 0)
    assert figures.median_answer_days == 8
    assert figures.by_state == {
        OfficialState.ACCEPTED: 0, OfficialState.NOT_ACCEPTED: 2, OfficialState.NOT_APPLICABLE: 1,
    }  # fmt: skip
    assert figures.share(OfficialState.NOT_ACCEPTED) == 100


def test_the_median_of_an_even_number_lies_between_the_two_in_the_middle(plan):
    for key, count in (("2", 1), ("4", 2), ("11", 1)):
        Tally.create(consultation=plan.consultation, dimension="answer_days", key=key, count=count)
        Tally.create(
            consultation=plan.consultation, dimension="decision", key=f"none {key}", count=count
        )
    assert Figures(plan).median_answer_days == 4
    Tally.update(count=1).where(Tally.key == "4").execute()
    Tally.delete().where(Tally.key == "11").execute()
    assert Figures(plan).median_answer_days == 3


def test_an_adjusted_plan_tells_what_changed_and_how_far_it_reached(cast):
    plan = an_adjusted_plan(cast)
    figures = Figures(plan, plan.consultation)
    assert (figures.changes_total, figures.actions_changed) == (2, 1)
    assert figures.incidence is IncidenceLevel.FORMULATION
    assert verifying.verify()["totals"] > 0


def test_the_main_point_of_an_adjusted_plan_is_what_was_said_and_what_it_changed(cast):
    plan = an_adjusted_plan(cast)
    (subject,) = main_points.by_category(Figures(plan))
    (point,) = subject.points
    assert (subject.category.title, point.excerpt) == ("Escuchar", "Pongan un buzón.")
    assert [each.field for each in point.altered[0].changes] == [
        PlanField.IMPROVEMENT,
        PlanField.TERM_MONTHS,
    ]


def test_a_round_on_what_changed_asks_about_no_other_action(cast):
    plan = an_adjusted_plan(cast)
    announcing.announce_round(
        plan, IN_APRIL, scope=RoundScope.CHANGED, by=cast.elena_editor, at=ADJUSTED
    )
    plan = plan.fresh()
    first, second = plan.announced_rounds
    assert [Figures(plan, each).actions_total for each in (first, second, None)] == [3, 1, 3]


def test_without_changes_nobody_calls_it_participatory_formulation(plan):
    filed(plan)
    assert Figures(plan.fresh()).incidence is IncidenceLevel.CONSULTATION


# --- R14: nothing of a few (groups and territories: `workflow/test_disclosure.py`) ---------------


@pytest.mark.parametrize(
    ("came", "told"), [((12, 3), 12), ((12, 8), 20), ((3, 4), None), ((), 0), ((0,), 0)]
)
def test_who_came_to_a_small_meeting_is_not_had_by_subtraction_r14(plan, cast, came, told):
    for number, people in enumerate(came):
        intake.save_meeting(
            plan,
            Gathering(
                title=f"Reunión {number}",
                place="Salón comunal",
                held_on=WHILE_OPEN.date(),
                attendance={"Mujeres": people},
                minutes="",
            ),
            by=cast.mario_moderator,
            at=WHILE_OPEN,
        )
    assert Figures(plan.fresh()).attendance == told


# --- the tallies and the rows ---------------------------------------------------------------------


def test_totals_kept_on_the_way_are_those_that_the_rows_give(cast):
    plan = an_announced_plan(cast)
    from_groups(plan, 6, 3, unsaid=2)
    answered(shown(filed(plan, "Una más.").comment, cast), cast)
    kept = {(each.dimension, each.key): each.count for each in Tally.select()}
    tallying.recount()
    assert kept == {(each.dimension, each.key): each.count for each in Tally.select()}


def test_a_total_that_is_not_what_the_rows_say_is_found(plan):
    filed(plan)
    Tally.update(count=7).where(Tally.dimension == "channel").execute()
    with pytest.raises(verifying.Unsound, match="total"):
        verifying.verify()


def test_figures_cost_the_same_with_many_observations(cast):
    plan = an_adjusted_plan(cast)

    def queries() -> int:
        with listened() as heard:
            figures = Figures(plan.fresh())
            for name in dir(Figures):
                if not name.startswith("_"):
                    getattr(figures, name)
        return len(heard)

    few = queries()
    crowd(plan, 2_000)
    assert queries() == few


def test_the_edition_that_each_round_led_to_is_told_without_asking_for_it(cast):
    plan = an_adjusted_plan(cast)
    announcing.announce_round(
        plan, IN_APRIL, scope=RoundScope.CHANGED, by=cast.elena_editor, at=ADJUSTED
    )
    plan = plan.fresh()
    with listened() as heard:
        assert [each.leads_to for each in plan.announced_rounds] == [2, 3]
    assert not [each for each in heard if 'FROM "edition"' in each]


@pytest.mark.parametrize("carrier", [Plan, Action])
def test_the_totals_that_plans_and_actions_carry_are_compared_with_the_rows_r18(plan, carrier):
    filed(plan)
    verifying.verify()
    carrier.update(comments_total=9).execute()
    with pytest.raises(verifying.Unsound, match="total"):
        verifying.verify()
