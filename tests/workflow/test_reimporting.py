"""A draft takes in a corrected file: what would change is shown, and done in one act (R21)."""

from dataclasses import replace

import pytest
from peewee import Database

from tests.cast import MONDAY, Cast, a_cast, a_draft, an_announced_plan, an_outline, wording
from webapp.models import Document, Event, Plan
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline
from webapp.vocabulary import WORDING_FIELDS, PlanField
from webapp.workflow import drafting, reimporting
from webapp.workflow.proof_of_reading import proof
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.reimporting import revisions
from webapp.workflow.verifying import verify


@pytest.fixture
def cast(database: Database) -> Cast:
    """The staff, on each engine."""
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """A plan in preparation."""
    return a_draft(cast)


def corrected() -> Outline:
    """The file of the plan: a title put right, an action reworded, one more, one less."""
    listen, answer = an_outline().categories
    first, _ = listen.actions
    return replace(
        an_outline(),
        categories=(
            replace(
                listen,
                title="Escuchar a todos",
                actions=(
                    ActionOutline(code="1.1", activity="Ir a los barrios.", term_months=4),
                    replace(first, code="1.2", improvement="Construir tres mecanismos."),
                ),
            ),
            answer,
        ),
    )


def take_in(plan, outline, cast, fields=WORDING_FIELDS, *, read=None, by=None):
    """What the editor confirms after reading the differences."""
    plan = plan.fresh()
    reimporting.take_in(
        plan, outline, fields, notes=False, read=read or proof(plan),
        by=by or cast.elena_editor, at=MONDAY,
    )  # fmt: skip
    return plan.fresh()


def told(plan, outline, fields=WORDING_FIELDS):
    """What would change: whether each action stays, comes or goes, and the fields that differ."""
    return [
        (each.drafted and each.drafted.code, each.read and each.read.code, sorted(each.after))
        for category in revisions(plan.draft_edition, outline, fields, notes=False)
        for each in category.actions
        if each.differs
    ]


def test_what_would_change_is_told_action_by_action_r21(plan):
    everything = sorted([*(field.value for field in WORDING_FIELDS), "notes"])
    assert told(plan, corrected()) == [
        (None, "1.1", everything),
        ("1.1", "1.2", ["improvement"]),
        ("1.2", None, []),
    ]
    assert told(plan, an_outline()) == []
    assert not any(
        each.differs
        for each in revisions(plan.draft_edition, an_outline(), WORDING_FIELDS, notes=False)
    )


def test_an_action_that_stays_keeps_its_code_wherever_it_stands_in_the_file_r2(plan, cast):
    kept = wording(plan, "1.1").action
    plan = take_in(plan, corrected(), cast)
    edition = plan.draft_edition
    assert [
        (category.title, [(each.action.code, each.activity) for each in wordings])
        for category, wordings in edition.outline
    ] == [
        (
            "Escuchar a todos",
            [("1.3", "Ir a los barrios."), ("1.1", "Abrir canales para oír a la gente.")],
        ),
        (
            "Responder",
            [
                ("2.1", "Responder cada observación."),
                ("2.1.1", "Los reportes quedan públicos."),
            ],
        ),
    ]
    assert wording(plan, "1.1").action == kept
    assert wording(plan, "1.1").improvement == "Construir tres mecanismos."
    assert wording(plan, "2.1.1").action.continues.code == "2.1"
    verify()


def test_nothing_else_of_the_draft_is_lost_r21(plan, cast):
    before = plan.draft_edition
    closed = wording(plan, "1.1").action
    drafting.close_action(
        closed, reason="Ya se cumplió, según el acta.", by=cast.elena_editor, at=MONDAY
    )
    after = take_in(plan, replace(corrected(), starts_on=None), cast).draft_edition
    assert (after.summary, after.title, after.code) == (before.summary, before.title, before.code)
    assert len(Document.listed(plan.fresh())) == 1
    assert plan.fresh().consultation.window() == plan.consultation.window()
    assert closed.fresh().closed_reason
    verify()


def test_what_the_file_has_no_column_for_stays_as_the_desk_wrote_it_r21(plan, cast):
    bare = replace(an_outline().categories[0].actions[0], responsible_area="", term_months=9)
    outline = Outline(categories=(CategoryOutline(number=1, title="Escuchar", actions=(bare,)),))
    plan = take_in(plan, outline, cast, (PlanField.ACTIVITY, PlanField.TERM_MONTHS))
    stays = wording(plan, "1.1")
    assert (stays.responsible_area, stays.term_months) == ("Secretaría General", 9)
    assert [each.number for each in plan.draft_edition.categories] == [1]
    assert plan.actions.count() == 1


def test_a_term_that_cannot_be_counted_is_kept_as_a_note_until_a_file_says_it_well(plan, cast):
    def with_term(months, text):
        outline = an_outline()
        first, *others = outline.categories[0].actions
        row = replace(first, term_months=months, term_text=text)
        listen = replace(outline.categories[0], actions=(row, *others))
        return replace(outline, categories=(listen, outline.categories[1]))

    plan = take_in(plan, with_term(None, "pronto"), cast)
    assert wording(plan, "1.1").notes == [["Plazo", "pronto"]]
    plan = take_in(plan, with_term(5, "5 meses"), cast)
    assert (wording(plan, "1.1").notes, wording(plan, "1.1").term_months) == ([], 5)


def test_it_is_one_act_with_one_event_that_says_what_differed_r17(plan, cast):
    before = Event.select().count()
    take_in(plan, corrected(), cast)
    event = Event.head()
    assert (Event.select().count(), event.verb) == (before + 1, "plan.revised")
    assert event.details["before"]["1"] == "Escuchar"
    assert event.details["after"]["1.1"] == [{"improvement": "Construir tres mecanismos."}]
    assert event.details["after"]["+1.1"][0]["activity"] == "Ir a los barrios."
    assert "1.2" in event.details["before"]
    assert "1.2" not in event.details["after"]


def test_a_draft_changed_since_the_differences_were_shown_is_left_alone_r12(plan, cast):
    read = proof(plan)
    drafting.add_category(plan.draft_edition, "Nueva", by=cast.elena_editor, at=MONDAY)
    with pytest.raises(WrongState):
        take_in(plan, corrected(), cast, read=read)


def test_a_form_open_on_an_action_that_the_file_changed_is_stale_r12(plan, cast):
    opened = wording(plan, "1.1")
    take_in(plan, corrected(), cast)
    with pytest.raises(StaleCopy):
        drafting.edit_wording(
            opened, {PlanField.ACTIVITY: "Otra"}, version=opened.version,
            by=cast.elena_editor, at=MONDAY,
        )  # fmt: skip


def test_a_file_that_says_nothing_new_or_nothing_at_all_is_refused(plan, cast):
    with pytest.raises(WrongState):
        take_in(plan, an_outline(), cast)
    with pytest.raises(Invalid):
        take_in(plan, Outline(), cast)
    with pytest.raises(NotAllowed):
        take_in(plan, corrected(), cast, by=cast.mario_moderator)


def test_what_was_announced_takes_in_no_file_r1(cast):
    with pytest.raises(WrongState):
        take_in(an_announced_plan(cast), corrected(), cast)
