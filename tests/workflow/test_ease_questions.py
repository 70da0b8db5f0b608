"""How easy it was, so that nobody can tell who answered what (R13, R14)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    received,
    shown,
)
from tests.worlds import answered
from webapp.figures.of_plan import Figures
from webapp.models import Comment, Ease, EaseReceipt, Event, Plan, Tally, ValueGroup
from webapp.queries.ease_answers import Distribution, wishes
from webapp.vocabulary import Channel, Easiness, Understanding
from webapp.workflow import answering, ease_questions, tallying, verifying
from webapp.workflow.commenting import Filing
from webapp.workflow.ease_questions import Opinion
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

EASY = Opinion(easy=Easiness.EASY, understood=Understanding.YES, wish="Letra más grande.")


@pytest.fixture
def cast(database: object) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


def a_code(plan: Plan, group: ValueGroup | None = None) -> str:
    number = Comment.select().count()
    return filed(plan, f"Observación {number}.", value_group=group).tracking_code


def told(plan: Plan, easy: Easiness, times: int, group: ValueGroup | None = None) -> None:
    """As many people of a group who say the same."""
    for _ in range(times):
        ease_questions.save(a_code(plan, group), Opinion(easy=easy), by=None, at=WHILE_OPEN)


def by_group(plan: Plan) -> Distribution:
    sensitive = {str(each.id) for each in ValueGroup.select().where(ValueGroup.sensitive)}
    return Distribution("easy", "value_group", plan.announced_rounds, sensitive)


# --- tied to nobody -------------------------------------------------------------------------------


def test_what_is_kept_names_a_round_a_channel_and_a_group_and_nothing_else(plan):
    group = ValueGroup.public()[0]
    ease_questions.save(a_code(plan, group), EASY, by=None, at=WHILE_OPEN)
    kept = Ease.get()
    assert set(Ease._meta.sorted_field_names) == {
        "id", "consultation", "channel", "value_group", "easy", "understood", "wish",
    }  # fmt: skip
    assert (kept.channel, kept.value_group, kept.wish) == (Channel.WEB, group, "Letra más grande.")


def test_the_key_is_chance_and_rows_come_in_its_order(plan):
    said = [str(number) for number in range(12)]
    for wish in said:
        ease_questions.save(a_code(plan), Opinion(wish=wish), by=None, at=WHILE_OPEN)
    listed = [each.wish for each in wishes(plan.announced_rounds)]
    assert sorted(listed) == sorted(said)
    assert listed != said
    assert [each.id for each in Ease.select()] != []


def test_no_hidden_number_of_the_file_tells_the_order_of_arrival(sqlite):
    plan = an_announced_plan(a_cast())
    ease_questions.save(a_code(plan), EASY, by=None, at=WHILE_OPEN)
    for table in ("ease", "ease_receipt"):
        made = sqlite.execute_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,))
        assert "WITHOUT ROWID" in made.fetchone()[0]


def test_no_entry_of_the_log_tells_when_someone_answered(plan):
    code = a_code(plan)
    before = Event.select().count()
    ease_questions.save(code, EASY, by=None, at=WHILE_OPEN)
    assert Event.select().count() == before


def test_that_a_receipt_answered_is_kept_under_a_key_that_leads_nowhere(plan):
    code = a_code(plan)
    ease_questions.save(code, EASY, by=None, at=WHILE_OPEN)
    (used,) = EaseReceipt.select()
    comment = Comment.get()
    assert used.id not in (comment.tracking_digest, comment.submission_digest, Ease.get().id)
    assert code not in used.id


# --- once, in time, by whom -----------------------------------------------------------------------


def test_a_receipt_answers_once_however_its_code_is_typed(plan):
    code = a_code(plan)
    ease_questions.save(code, EASY, by=None, at=WHILE_OPEN)
    with pytest.raises(WrongState):
        ease_questions.save(code.lower().replace("-", " "), EASY, by=None, at=WHILE_OPEN)
    assert Ease.select().count() == 1
    assert not ease_questions.is_open(Comment.get(), code, at=WHILE_OPEN)


def test_nothing_answered_is_nothing_kept(plan):
    with pytest.raises(Invalid):
        ease_questions.save(a_code(plan), Opinion(wish="  "), by=None, at=WHILE_OPEN)
    with pytest.raises(Invalid):
        ease_questions.save(a_code(plan), Opinion(wish="a" * 501), by=None, at=WHILE_OPEN)
    assert not Ease.select().exists()
    assert not EaseReceipt.select().exists()


def test_a_code_that_opens_nothing_answers_nothing(plan):
    with pytest.raises(WrongState):
        ease_questions.save("0000-0000-0000-0000", EASY, by=None, at=WHILE_OPEN)


def test_the_front_desk_asks_for_whoever_it_helped(plan, cast):
    receipt = received(
        Filing(body="En papel."), plan=plan, action=None, submission_id="",
        channel=Channel.PHONE, received_at=WHILE_OPEN, by=cast.mario_moderator, at=AFTER_CLOSE,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        ease_questions.save(receipt.tracking_code, EASY, by=cast.rosa_responder, at=AFTER_CLOSE)
    ease_questions.save(receipt.tracking_code, EASY, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert Ease.get().channel is Channel.PHONE


def test_once_the_answers_are_out_nothing_more_is_asked(plan, cast):
    receipt = filed(plan)
    answered(shown(receipt.comment, cast), cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    assert not ease_questions.is_open(
        receipt.comment.fresh(), receipt.tracking_code, at=AFTER_CLOSE
    )
    with pytest.raises(WrongState):
        ease_questions.save(receipt.tracking_code, EASY, by=None, at=AFTER_CLOSE)


# --- what is told ---------------------------------------------------------------------------------


def test_in_public_one_figure_and_only_of_five_or_more_once_the_answers_are_out_r14(plan, cast):
    told(plan, Easiness.VERY_EASY, 3)
    told(plan, Easiness.HARD, 1)
    assert Figures(plan).ease is None
    told(plan, Easiness.EASY, 1)
    assert Figures(plan).ease is None, "answers still come in"
    for comment in Comment.select():
        answered(shown(comment, cast), cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    ease = Figures(plan.fresh()).ease
    assert ease
    assert (ease.easy, ease.answers) == (Easiness.VERY_EASY, 5)


def test_a_number_below_five_is_told_to_nobody_not_by_subtraction_either_r14(plan):
    large, small, other, *_ = ValueGroup.public()
    told(plan, Easiness.EASY, 6, large)
    told(plan, Easiness.EASY, 3, small)
    assert by_group(plan).row(large.id) is None, "the other three could be had by subtraction"
    told(plan, Easiness.EASY, 4, other)
    found = by_group(plan)
    assert found.row(large.id) == {**dict.fromkeys(map(str, Easiness), 0), "easy": 6}
    assert found.row(small.id) is None
    assert found.rest
    assert found.rest["easy"] == 7
    assert found.whole
    assert found.whole["easy"] == 13


@pytest.mark.parametrize("numbers", [(5, 9), (9, 5)])
def test_which_row_is_kept_back_for_others_knows_none_of_the_numbers_r14(plan, numbers):
    """Else the one kept back has no more than those told: of eight, five at most, so that the few
    are three at least."""
    first, second, small, *_ = ValueGroup.public()
    told(plan, Easiness.EASY, 3, small)
    for group, times in zip((first, second), numbers, strict=True):
        told(plan, Easiness.EASY, times, group)
    found = by_group(plan)
    assert found.row(first.id) is None
    assert found.row(second.id)


def test_one_answer_apart_keeps_its_whole_row_reserved_r14(plan):
    large, small, other, *_ = ValueGroup.public()
    told(plan, Easiness.EASY, 6, large)
    told(plan, Easiness.VERY_HARD, 1, large)
    told(plan, Easiness.EASY, 5, small)
    told(plan, Easiness.EASY, 5, other)
    found = by_group(plan)
    assert found.row(large.id) is None
    assert found.whole is None
    assert found.rest is None


def test_a_sensitive_group_is_never_a_row_r14(plan):
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    told(plan, Easiness.EASY, 9, sensitive)
    told(plan, Easiness.EASY, 9, ValueGroup.public()[0])
    assert by_group(plan).row(sensitive.id) is None


def test_totals_kept_on_the_way_are_those_of_the_answers(plan):
    told(plan, Easiness.EASY, 2)
    kept = {(each.dimension, each.key): each.count for each in Tally.select()}
    assert kept["ease", "easy"] == 2
    tallying.recount()
    assert kept == {(each.dimension, each.key): each.count for each in Tally.select()}
    assert verifying.verify()["totals"]
