"""New actions and withdrawn ones: each tied to the observations behind it (R1, R8, R9, R12)."""

from datetime import date, timedelta

import pytest

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    a_cast,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
    wording,
)
from tests.worlds import answered
from webapp.figures.of_plan import Figures
from webapp.models import Action, Category, Change, Comment, Edition, Event, Plan, Wording
from webapp.models.edition_content import changes_of, digest_of
from webapp.queries import changelog
from webapp.queries.changelog import WholeAction
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline, PlanFacts
from webapp.vocabulary import Decision, IncidenceLevel, Origin, PlanField, RoundScope, Turn
from webapp.workflow import (
    adjusting,
    adjusting_actions,
    announcing,
    answering,
    drafting,
    publishing,
    undoing,
    verifying,
)
from webapp.workflow.adjusting import Why
from webapp.workflow.announcing import WindowDays
from webapp.workflow.publishing import Lack
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WindowClosed, WrongState

IN_APRIL = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 24))
ADJUSTED = later(AFTER_CLOSE, days=2)
OPEN_AGAIN = ADJUSTED + timedelta(days=20)
CLOSED_AGAIN = ADJUSTED + timedelta(days=40)
OWN_MOTION = Why(origin=Origin.OWN_MOTION, reason="La Mesa lo decidió en su sesión.")
SAYS: dict[PlanField, object] = {
    PlanField.ACTIVITY: "Oír a quienes viven en las veredas.",
    PlanField.IMPROVEMENT: "Ir a cada vereda una vez al año.",
    PlanField.TERM_MONTHS: 12,
    PlanField.EFFICACY_CHECK: "",
    PlanField.RESPONSIBLE_AREA: "",
}


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Being adjusted, with one observation on the whole plan."""
    plan = an_announced_plan(cast)
    shown(filed(plan, "Falta una acción sobre las veredas.", code=None).comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    return plan.fresh()


@pytest.fixture
def comment(plan: Plan) -> Comment:
    return plan.comments.get()


def because_of(*comments: Comment, reason: str = "Lo pidieron. Así lo decidió la Mesa.") -> Why:
    return Why(origin=Origin.OBSERVATIONS, reason=reason, comments=comments)


def category(plan: Plan, number: int = 1) -> Category:
    return plan.fresh().draft_edition.categories.where(Category.number == number).get()


def added(plan, cast, why=OWN_MOTION, values=SAYS, *, number=1, at=AFTER_CLOSE):
    by = cast.elena_editor
    return adjusting_actions.add_action(category(plan, number), values, why, by=by, at=at)


def withdrawn(plan, cast, why=OWN_MOTION, *, code="1.2", version=None, at=AFTER_CLOSE):
    current = wording(plan, code)
    version = current.version if version is None else version
    return adjusting_actions.withdraw(current, why, version=version, by=cast.elena_editor, at=at)


def reworded(plan, cast, code, values, why=OWN_MOTION, *, version=None, at=AFTER_CLOSE):
    current = wording(plan, code)
    version = current.version if version is None else version
    by = cast.elena_editor
    return adjusting.reword(current, values, why, version=version, by=by, at=at)


def undone(change, cast, at=AFTER_CLOSE):
    change = change.fresh()
    undoing.undo(change, version=change.version, by=cast.elena_editor, at=at)


def published(plan, cast, *comments, at=AFTER_CLOSE):
    """The edition, with every observation answered."""
    for each in comments:
        answered(each, cast, Decision.INCORPORATED, at=at)
    answering.publish_report(plan, by=cast.alba_approver, at=at)
    publishing.publish_edition(plan, by=cast.elena_editor, at=later(at, minutes=1))
    return plan.fresh()


def one_more_round(plan, cast, scope=RoundScope.WHOLE):
    announcing.announce_round(plan, IN_APRIL, scope=scope, by=cast.elena_editor, at=ADJUSTED)
    return plan.fresh()


def codes(edition: Edition) -> list[str]:
    return [each.action.code for _, wordings in edition.fresh().outline for each in wordings]


def changes_on(plan: Plan, code: str) -> list[Change]:
    newest = plan.editions.order_by(Edition.number.desc()).get()
    return Change.listed(Change.edition == newest, Action.code == code)


def contents(plan: Plan) -> list[dict[str, object]]:
    return [change.content() for change in changes_of(plan.fresh().draft_edition)]


class TestAnActionThatIsNew:
    def test_comes_last_in_its_category_with_the_next_code(self, plan, cast):
        assert added(plan, cast).action.code == "1.3"
        assert codes(plan.fresh().draft_edition) == ["1.1", "1.2", "1.3", "2.1", "2.1.1"]

    def test_has_a_change_from_nothing_for_each_thing_that_it_says_r9(self, plan, cast, comment):
        added(plan, cast, because_of(comment))
        assert [
            (each.field, each.before, each.after, each.reason, each.comments)
            for each in changes_on(plan, "1.3")
        ] == [
            (
                PlanField.ACTIVITY,
                "",
                SAYS[PlanField.ACTIVITY],
                "Lo pidieron. Así lo decidió la Mesa.",
                [comment],
            ),
            (
                PlanField.IMPROVEMENT,
                "",
                SAYS[PlanField.IMPROVEMENT],
                "Lo pidieron. Así lo decidió la Mesa.",
                [comment],
            ),
            (PlanField.TERM_MONTHS, "", "12", "Lo pidieron. Así lo decidió la Mesa.", [comment]),
        ]

    def test_says_why_and_because_of_whom_r9(self, plan, cast):
        for why in (because_of(), Why(origin=Origin.OWN_MOTION, reason=" ")):
            with pytest.raises(Invalid):
                added(plan, cast, why)
        assert "1.3" not in codes(plan.draft_edition)
        assert not plan.actions.where(Action.code == "1.3").exists()

    def test_says_at_least_what_is_done(self, plan, cast):
        with pytest.raises(Invalid) as refused:
            added(plan, cast, values=SAYS | {PlanField.ACTIVITY: " "})
        assert set(refused.value.faults) == {"activity"}

    def test_lets_the_observation_be_incorporated_r8(self, plan, cast, comment):
        answered(comment, cast, Decision.INCORPORATED)
        assert [each.lack for each in publishing.gate(plan)] == [
            Lack.UNANSWERED,
            Lack.WITHOUT_CHANGE,
        ]
        added(plan, cast, because_of(comment))
        assert [each.lack for each in publishing.gate(plan)] == [Lack.UNANSWERED]

    def test_is_added_by_who_edits_while_the_plan_is_adjusted_and_never_later_r1(
        self, plan, cast, comment
    ):
        place = category(plan)
        for other in (cast.rosa_responder, cast.mario_moderator, cast.alba_approver):
            with pytest.raises(NotAllowed):
                adjusting_actions.add_action(place, SAYS, OWN_MOTION, by=other, at=AFTER_CLOSE)
        added(plan, cast, because_of(comment))
        plan = published(plan, cast, comment)
        with pytest.raises(WrongState):
            adjusting_actions.add_action(
                place, SAYS, OWN_MOTION, by=cast.elena_editor, at=AFTER_CLOSE
            )

    def test_keeps_coming_from_nothing_when_it_is_reworded(self, plan, cast, comment):
        added(plan, cast, because_of(comment))
        reworded(plan, cast, "1.3", {PlanField.TERM_MONTHS: 6, PlanField.EFFICACY_CHECK: "Ver."})
        assert {each.field: (each.before, each.after) for each in changes_on(plan, "1.3")} == {
            PlanField.ACTIVITY: ("", SAYS[PlanField.ACTIVITY]),
            PlanField.IMPROVEMENT: ("", SAYS[PlanField.IMPROVEMENT]),
            PlanField.TERM_MONTHS: ("", "6"),
            PlanField.EFFICACY_CHECK: ("", "Ver."),
        }

    def test_goes_with_all_its_changes_when_one_of_them_is_undone(self, plan, cast):
        added(plan, cast)
        undone(changes_on(plan, "1.3")[1], cast)
        assert codes(plan.draft_edition) == ["1.1", "1.2", "2.1", "2.1.1"]
        assert contents(plan) == []
        assert not plan.actions.where(Action.code == "1.3").exists()

    def test_is_not_undone_over_a_text_that_nobody_saw_r12(self, plan, cast):
        added(plan, cast)
        seen = changes_on(plan, "1.3")[0]
        reworded(plan, cast, "1.3", {PlanField.TERM_MONTHS: 6})
        with pytest.raises(StaleCopy):
            undoing.undo(seen, version=seen.version, by=cast.elena_editor, at=AFTER_CLOSE)
        assert wording(plan, "1.3").term_months == 6

    def test_cannot_be_reworded_once_it_is_undone_r12(self, plan, cast):
        current = added(plan, cast)
        undone(changes_on(plan, "1.3")[0], cast)
        with pytest.raises(WrongState):
            adjusting.reword(
                current,
                {PlanField.TERM_MONTHS: 6},
                OWN_MOTION,
                version=1,
                by=cast.elena_editor,
                at=AFTER_CLOSE,
            )

    def test_is_undone_and_not_withdrawn(self, plan, cast):
        added(plan, cast)
        with pytest.raises(WrongState):
            withdrawn(plan, cast, code="1.3")

    def test_has_its_reason_corrected_where_it_was_the_same(self, plan, cast, comment):
        added(plan, cast, because_of(comment))
        reworded(plan, cast, "1.3", {PlanField.TERM_MONTHS: 6})
        first = changes_on(plan, "1.3")[0]
        why = because_of(comment, reason="Lo pidieron las veredas.")
        adjusting.explain(first, why, version=first.version, by=cast.elena_editor, at=AFTER_CLOSE)
        assert [each.reason for each in changes_on(plan, "1.3")] == [
            "Lo pidieron las veredas.",
            "Lo pidieron las veredas.",
            OWN_MOTION.reason,
        ]

    def test_leaves_the_editions_before_as_they_were_r1(self, plan, cast, comment):
        first = plan.current_edition
        added(plan, cast, because_of(comment))
        plan = published(plan, cast, comment)
        assert codes(first) == ["1.1", "1.2", "2.1", "2.1.1"]
        assert digest_of(first) == first.digest
        verifying.verify()

    def test_is_nobodys_until_its_edition_is_out(self, plan, cast, comment):
        added(plan, cast, because_of(comment))
        assert plan.public_action("1.3") is None
        assert plan.current_edition.number == 1
        assert Change.caused_by(comment) == []
        assert published(plan, cast, comment).public_action("1.3").code == "1.3"

    def test_leaves_entries_in_the_log(self, plan, cast):
        added(plan, cast)
        undone(changes_on(plan, "1.3")[0], cast)
        verbs = [each.verb for each in Event.select().order_by(Event.position)]
        assert verbs[-8:] == [
            "action.added",
            *["change.made"] * 3,
            *["change.undone"] * 3,
            "action.removed",
        ]


class TestAnActionThatIsWithdrawn:
    def test_leaves_the_edition_and_stays_in_the_one_before(self, plan, cast):
        withdrawn(plan, cast)
        assert codes(plan.draft_edition) == ["1.1", "2.1", "2.1.1"]
        assert codes(plan.current_edition) == ["1.1", "1.2", "2.1", "2.1.1"]

    def test_has_a_change_to_nothing_for_each_thing_that_it_said_r9(self, plan, cast, comment):
        changes = withdrawn(plan, cast, because_of(comment))
        assert [(each.field, each.before, each.after) for each in changes] == [
            (PlanField.ACTIVITY, "Divulgar el plan.", ""),
            (PlanField.IMPROVEMENT, "Publicar el plan en la página.", ""),
            (PlanField.TERM_MONTHS, "2", ""),
            (PlanField.EFFICACY_CHECK, "Contar los avisos.", ""),
            (PlanField.RESPONSIBLE_AREA, "Comunicaciones", ""),
        ]
        assert all(each.comments == [comment] for each in changes)

    def test_says_why_and_because_of_whom_r9(self, plan, cast):
        with pytest.raises(Invalid):
            withdrawn(plan, cast, because_of())
        assert "1.2" in codes(plan.draft_edition)

    def test_is_not_withdrawn_over_a_wording_that_nobody_saw_r12(self, plan, cast):
        seen = wording(plan, "1.2").version
        reworded(plan, cast, "1.2", {PlanField.TERM_MONTHS: 6})
        with pytest.raises(StaleCopy):
            withdrawn(plan, cast, version=seen)
        assert wording(plan, "1.2").term_months == 6

    def test_cannot_be_reworded_meanwhile_r12(self, plan, cast):
        held = wording(plan, "1.2")
        withdrawn(plan, cast)
        with pytest.raises(WrongState):
            adjusting.reword(
                held,
                {PlanField.TERM_MONTHS: 6},
                OWN_MOTION,
                version=held.version,
                by=cast.elena_editor,
                at=AFTER_CLOSE,
            )

    def test_takes_the_changes_made_to_it_along(self, plan, cast):
        reworded(plan, cast, "2.1.1", {PlanField.IMPROVEMENT: "Otra.", PlanField.TERM_MONTHS: 6})
        reworded(plan, cast, "2.1.1", {PlanField.ACTIVITY: "Los reportes son públicos."})
        withdrawn(plan, cast, code="2.1.1")
        assert [(each.field, each.before, each.after) for each in changes_on(plan, "2.1.1")] == [
            (PlanField.ACTIVITY, "Los reportes quedan públicos.", "")
        ]

    def test_comes_back_as_the_edition_before_has_it_when_it_is_undone(self, database):
        cast = a_cast()
        plan = an_announced_plan(cast, outline=_with_notes())
        adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
        before = wording(plan, "1.1").content()
        reworded(plan, cast, "1.1", {PlanField.TERM_MONTHS: 6})
        changes = withdrawn(plan, cast, code="1.1")
        undone(changes[0], cast)
        assert wording(plan, "1.1").content() == before
        assert before["notes"] == [["Meta", "Diez reuniones"]]
        assert contents(plan) == []

    def test_a_copy_from_before_does_not_go_over_the_one_brought_back_r12(self, plan, cast):
        reworded(plan, cast, "1.2", {PlanField.TERM_MONTHS: 6})
        seen = wording(plan, "1.2").version
        undone(withdrawn(plan, cast)[0], cast)
        with pytest.raises(StaleCopy):
            reworded(plan, cast, "1.2", {PlanField.TERM_MONTHS: 9}, version=seen)

    def test_waits_for_its_continuation_and_the_other_way_round(self, plan, cast):
        with pytest.raises(WrongState):
            withdrawn(plan, cast, code="2.1")
        (continuation,) = withdrawn(plan, cast, code="2.1.1")
        whole = withdrawn(plan, cast, code="2.1")
        with pytest.raises(WrongState):
            undone(continuation, cast)
        undone(whole[0], cast)
        undone(continuation, cast)
        assert codes(plan.draft_edition) == ["1.1", "1.2", "2.1", "2.1.1"]

    def test_may_be_the_last_of_its_category_which_stays(self, plan, cast):
        withdrawn(plan, cast, code="2.1.1")
        withdrawn(plan, cast, code="2.1")
        outline = plan.fresh().draft_edition.outline
        assert [(place.number, len(wordings)) for place, wordings in outline] == [(1, 2), (2, 0)]
        assert added(plan, cast, number=2).action.code == "2.2"

    def test_has_its_change_even_when_it_said_nothing(self, database):
        cast = a_cast()
        rows = (
            ActionOutline(code="1.1", activity="Callar."),
            ActionOutline(code="1.2", activity="Hacer."),
        )
        places = (CategoryOutline(number=1, title="Una", actions=rows),)
        outline = Outline(facts=PlanFacts(title="Plan"), categories=places)
        plan = a_draft(cast, outline=outline)
        silent = wording(plan, "1.1")  # imported before R7 asked what can be seen
        Wording.update(activity="").where(Wording.id == silent.id).execute()
        announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
        adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
        (change,) = withdrawn(plan, cast, code="1.1")
        undone(change, cast)
        assert codes(plan.draft_edition) == ["1.1", "1.2"]

    def test_never_gives_its_code_to_another(self, plan, cast, comment):
        withdrawn(plan, cast, because_of(comment))
        assert added(plan, cast).action.code == "1.3"
        plan = published(plan, cast, comment)
        one_more_round(plan, cast)
        adjusting.start_edition(plan, by=cast.elena_editor, at=CLOSED_AGAIN)
        withdrawn(plan, cast, code="1.3", at=CLOSED_AGAIN)
        assert added(plan, cast, at=CLOSED_AGAIN).action.code == "1.4"

    def test_takes_no_observations_any_more(self, plan, cast, comment):
        withdrawn(plan, cast, because_of(comment))
        plan = one_more_round(published(plan, cast, comment), cast)
        with pytest.raises(WindowClosed):
            filed(plan, "Devuélvanla.", code="1.2", at=OPEN_AGAIN)
        filed(plan, "Bien.", code="1.1", at=OPEN_AGAIN)

    def test_leaves_entries_in_the_log(self, plan, cast):
        undone(withdrawn(plan, cast)[0], cast)
        verbs = [each.verb for each in Event.select().order_by(Event.position)]
        assert verbs[-12:] == [
            "action.withdrawn",
            *["change.made"] * 5,
            *["change.undone"] * 5,
            "action.restored",
        ]


def _with_notes() -> Outline:
    row = ActionOutline(
        code="1.1", activity="Reunirse.", notes=(("Meta", "Diez reuniones"),), term_months=3
    )
    places = (CategoryOutline(number=1, title="Una", actions=(row,)),)
    return Outline(facts=PlanFacts(title="Plan"), categories=places)


def test_a_round_on_what_changed_asks_about_new_actions_and_not_about_withdrawn_ones(
    plan, cast, comment
):
    added(plan, cast, because_of(comment))
    withdrawn(plan, cast)
    plan = one_more_round(published(plan, cast, comment), cast, RoundScope.CHANGED)
    filed(plan, "Qué bueno.", code="1.3", at=OPEN_AGAIN)
    for code in ("1.1", "1.2"):
        with pytest.raises(WindowClosed):
            filed(plan, "Otra cosa.", code=code, at=OPEN_AGAIN)
    assert Figures(plan, plan.consultation).actions_total == 1


def test_taking_back_a_new_action_hides_no_action_opened_behind_the_logs_back(cast):
    plan = an_announced_plan(cast, "cerrada")
    action = plan.actions.where(Action.code == "1.2").get()
    drafting.close_action(
        action, reason="Ya se hizo. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    new = added(plan, cast).action
    undone(changes_on(plan, "1.3")[0], cast)
    assert not Action.select().where(Action.id == new.id).exists()
    verifying.verify()
    Action.update(closed_reason="").where(Action.id == action.id).execute()
    with pytest.raises(verifying.Unsound):
        verifying.verify()


@pytest.fixture
def three_editions(plan: Plan, cast: Cast, comment: Comment) -> Plan:
    """1.3 and 1.4 are new in the second; in the third 1.3 reads otherwise, 1.4 and 1.2 are gone."""
    added(plan, cast, because_of(comment))
    added(plan, cast)
    plan = one_more_round(published(plan, cast, comment), cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=CLOSED_AGAIN)
    reworded(plan, cast, "1.3", {PlanField.TERM_MONTHS: 6}, at=CLOSED_AGAIN)
    withdrawn(plan, cast, code="1.4", at=CLOSED_AGAIN)
    withdrawn(plan, cast, code="1.2", at=CLOSED_AGAIN)
    return published(plan, cast, at=CLOSED_AGAIN)


def told(plan: Plan, earlier: int, later: int) -> dict[str, Turn | None]:
    editions = {each.number: each for each in plan.published_editions}
    return {
        each.action.code: each.turn if isinstance(each, WholeAction) else None
        for each in changelog.between(editions[earlier], editions[later])
    }


def test_any_two_editions_say_what_came_and_what_went(three_editions):
    assert told(three_editions, 1, 2) == {"1.3": Turn.NEW, "1.4": Turn.NEW}
    assert told(three_editions, 2, 3) == {
        "1.2": Turn.WITHDRAWN,
        "1.3": None,
        "1.4": Turn.WITHDRAWN,
    }
    assert told(three_editions, 1, 3) == {
        "1.2": Turn.WITHDRAWN,
        "1.3": Turn.NEW,
        "1.4": Turn.PASSING,
    }


def test_it_is_told_as_one_thing_each_reason_once(three_editions, comment):
    first, _, third = three_editions.published_editions
    new = next(e for e in changelog.between(first, third) if e.action.code == "1.3")
    assert [text for _, text in new.texts] == [
        SAYS[PlanField.ACTIVITY],
        SAYS[PlanField.IMPROVEMENT],
        "6",
    ]
    assert [(each.change.edition.number, each.change.comments) for each in new.causes] == [
        (2, [comment]),
        (3, []),
    ]


def test_figures_keep_new_withdrawn_and_modified_apart_r18(three_editions):
    first, second = three_editions.announced_rounds

    def said(figures: Figures) -> tuple[int, int, int, int]:
        return (
            figures.actions_total,
            figures.actions_changed,
            figures.actions_new,
            figures.actions_withdrawn,
        )

    assert said(Figures(three_editions, first)) == (3, 0, 2, 0)
    assert said(Figures(three_editions, second)) == (5, 1, 0, 2)
    assert said(Figures(three_editions)) == (5, 0, 1, 1)
    assert Figures(three_editions, first).incidence is IncidenceLevel.FORMULATION
    verifying.verify()
