"""Totals come from one place, agree with the rows, and tell nothing of a few (R14, R18)."""

from datetime import date

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, a_cast, an_announced_plan, filed, later, shown
from tests.queries import listened
from tests.worlds import an_adjusted_plan, answered, crowd
from webapp import main_points
from webapp.figures import Figures
from webapp.models import Action, Consultation, Plan, Tally, Territory, ValueGroup
from webapp.models.tally import Told
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
from webapp.workflow.announcing import Window
from webapp.workflow.intake import Gathering

ADJUSTED = later(AFTER_CLOSE, days=1)
IN_APRIL = Window(first_day=date(2026, 4, 6), last_day=date(2026, 4, 22))


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
    commenting.file_assisted(
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


# --- R14: nothing of a few ------------------------------------------------------------------------


def test_a_group_of_three_is_not_told_r14(plan):
    from_groups(plan, 7, 3, unsaid=4)
    seven, three, *silent = groups()
    cells = Figures(plan.fresh()).by_group
    assert cells.named == ((seven, 7),)
    assert cells.rest == 7
    assert set(cells.untold) == {three, *silent}
    assert cells.catalogue == len(groups())
    assert not Told(plan.id).group(three.id, plan.consultation.id)


def test_a_group_of_three_cannot_be_had_by_subtraction_r14(plan):
    from_groups(plan, 9, 6, 3)
    nine, six, three, *_ = groups()
    cells = Figures(plan.fresh()).by_group
    assert cells.named == ((nine, 9),)
    assert cells.rest == 9
    assert {six, three} <= set(cells.untold)


@pytest.mark.parametrize("group", range(3))
def test_one_observation_alone_does_not_say_whose_group_it_is_r14(plan, group):
    before = Figures(plan.fresh()).by_group
    filed(plan, "La única.", value_group=groups()[group], territory=Territory.select().first())
    after = Figures(plan.fresh())
    assert (after.by_group.named, after.by_group.untold) == (before.named, before.untold)
    assert (after.by_territory.named, after.by_territory.untold) == ((), ())


def test_few_who_say_no_group_do_not_uncover_the_few_of_a_group_r14(plan):
    from_groups(plan, 8, 2, unsaid=1)
    assert Figures(plan.fresh()).by_group.named == ()


def test_those_who_say_no_group_are_nobodys_cell(plan):
    from_groups(plan, 8, unsaid=2)
    cells = Figures(plan.fresh()).by_group
    assert (cells.named, cells.rest) == (((groups()[0], 8),), 2)


def test_a_sensitive_group_is_never_told_however_large_r14(plan):
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    for number in range(9):
        filed(plan, f"Opinión {number}.", value_group=sensitive)
    from_groups(plan, 6)
    cells = Figures(plan.fresh()).by_group
    everywhere = [*(each for each, _ in cells.named), *cells.untold]
    assert sensitive not in everywhere
    assert cells.named == ()


def test_a_territory_of_few_is_not_told_either_r14(plan):
    territory = Territory.select().first()
    for number in range(4):
        filed(plan, f"Opinión {number}.", territory=territory)
    assert not Told(plan.id).territory(territory.id, plan.consultation.id)
    for number in range(9):
        filed(plan, f"Otra {number}.", territory=territory)
    assert Told(plan.id).territory(territory.id, plan.consultation.id)


def test_a_minor_is_of_no_group_in_any_figure_r14(plan):
    one = groups()[0]
    for number in range(6):
        filed(plan, f"Opinión {number}.", value_group=one)
    filed(plan, "Soy menor.", value_group=one, is_minor=True)
    cells = Figures(plan.fresh()).by_group
    assert (cells.named, cells.rest) == (((one, 6),), 1)
    assert verifying.verify()["totals"] > 0


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


def test_a_minor_is_of_no_territory_in_any_figure_r14(plan):
    one, other = Territory.select().limit(2)
    for territory, count in ((one, 6), (other, 6)):
        for number in range(count):
            filed(plan, f"{territory.name} {number}.", territory=territory)
    filed(plan, "Soy menor.", territory=one, is_minor=True)
    cells = Figures(plan.fresh()).by_territory
    assert cells.named == ((one, 6), (other, 6)), "seven, and the rows would tell whose the one is"
    assert cells.rest == 1
    assert verifying.verify()["totals"] > 0


def test_a_later_round_names_nobody_and_changes_nothing_until_its_answers_are_out_r14(plan, cast):
    from_groups(plan, 7, 2, unsaid=4)
    before = Figures(plan.fresh()).by_group
    first = plan.consultation
    second = Consultation.create(
        plan=plan,
        number=2,
        edition=plan.current_edition,
        opens_at=AFTER_CLOSE,
        closes_at=later(AFTER_CLOSE, days=20),
        announced_at=AFTER_CLOSE,
    )
    filed(plan.fresh(), "Otra vez yo.", value_group=groups()[0], at=later(AFTER_CLOSE, days=1))
    meanwhile = Figures(plan.fresh()).by_group
    assert meanwhile.named == before.named
    assert meanwhile.rest == before.rest + 1
    assert Figures(plan.fresh(), second).by_group.named == ()
    told = Told(plan.id)
    assert told.group(groups()[0].id, first.id)
    assert not told.group(groups()[0].id, second.id)

    Consultation.update(report_published_at=later(AFTER_CLOSE, days=30)).where(
        Consultation.id == second.id
    ).execute()
    assert not Told(plan.id).group(groups()[0].id, second.id)


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


@pytest.mark.parametrize("carrier", [Plan, Action])
def test_the_totals_that_plans_and_actions_carry_are_compared_with_the_rows_r18(plan, carrier):
    filed(plan)
    verifying.verify()
    carrier.update(comments_total=9).execute()
    with pytest.raises(verifying.Unsound, match="total"):
        verifying.verify()
