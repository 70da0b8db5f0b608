"""What the public may list and compare, on both engines."""

from tests.cast import AFTER_CLOSE, a_cast, a_draft, an_announced_plan, filed, later, shown
from tests.worlds import adjusted, an_adjusted_plan, answered, crowd
from webapp.models import Action, Comment, Consultation, Edition, ValueGroup
from webapp.queries import changelog, public_register
from webapp.vocabulary import AuthorKind, Channel, Decision, Kind, PlanField
from webapp.workflow import answering

SECOND = later(AFTER_CLOSE, days=1)


def test_the_register_narrows_down_the_same_way_on_both_engines(database):
    cast = a_cast()
    plan = an_announced_plan(cast)
    group = ValueGroup.public()[0]
    leave = {"value_group": group, "publish_group": True}
    one = shown(filed(plan, "El Buzón azul.", kind=Kind.PROPOSAL, **leave).comment, cast)
    two = filed(plan, "100 % de la radio.", code="2.1", value_group=group).comment
    two = shown(two, cast)
    answer = answered(one, cast)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    expected = {
        public_register.RegisterFilter(): [one, two],
        public_register.RegisterFilter(newest_first=True): [two, one],
        public_register.RegisterFilter(words="buzón"): [one],
        public_register.RegisterFilter(words="100 %"): [two],
        public_register.RegisterFilter(words="%"): [],
        public_register.RegisterFilter(words="_"): [],
        public_register.RegisterFilter(words=two.filing_number.lower()): [two],
        public_register.RegisterFilter(kind=Kind.PROPOSAL): [one],
        public_register.RegisterFilter(channel=Channel.PHONE): [],
        public_register.RegisterFilter(value_group=group): [one],
        public_register.RegisterFilter(decision=Decision.INFORMATIVE_REPLY): [one],
        public_register.RegisterFilter(action=plan.actions.where(Action.code == "2.1").get()): [
            two
        ],
    }
    for chosen, comments in expected.items():
        found = [each.comment for each in public_register.page(plan, chosen)]
        assert found == comments, chosen


def test_an_answer_and_a_name_come_along_only_when_they_may_be_read(database):
    """R6, R13"""
    cast = a_cast()
    plan = an_announced_plan(cast)
    comment = shown(
        filed(plan, name="Pepa", author_kind=AuthorKind.PERSON, consent=True).comment, cast
    )
    answer = answered(comment, cast)
    found = public_register.find(comment.filing_number)
    assert found.published is None
    assert found.author.name == ""
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert public_register.find(comment.filing_number).published.answer == answer


def test_pages_follow_one_another_without_gap_or_repeat(database):
    plan = an_announced_plan(a_cast())
    crowd(plan, 60)
    for newest_first in (False, True):
        chosen, after, seen = public_register.RegisterFilter(newest_first=newest_first), None, []
        while True:
            comments, after = public_register.cut(public_register.page(plan, chosen, after=after))
            seen += [each.comment.id for each in comments]
            if after is None:
                break
        assert sorted(seen) == sorted(comment.id for comment in Comment.select())
        assert seen == sorted(seen, reverse=newest_first)


def test_the_entrance_knows_each_announced_plan_once(database):
    cast = a_cast()
    an_adjusted_plan(cast)
    a_draft(cast, "borrador")
    rounds = Consultation.announced()
    assert [each.plan.slug for each in rounds] == ["plan-de-prueba"]
    assert rounds[0].plan.announced_round == rounds[0]
    assert [each.number for each in Edition.every_published()] == [1, 2]


def test_two_editions_apart_a_field_shows_its_net_change_and_every_step(database):
    cast = a_cast()
    plan = an_adjusted_plan(cast)
    _as_in_a_second_round(plan)
    comments = list(Comment.select())
    improvement = "Construir dos mecanismos de recolección y un buzón."
    adjusted(
        plan,
        cast,
        comments,
        {"1.1": {PlanField.IMPROVEMENT: improvement, PlanField.TERM_MONTHS: 3}},
        at=SECOND,
    )
    first, second, third = plan.fresh().published_editions

    text, term = changelog.between(first, third)
    assert [step.edition.number for step in text.steps] == [2, 3]
    assert (text.before, text.after) == ("Construir dos mecanismos de recolección.", improvement)
    kept = "".join(piece.text for piece in text.difference if piece.op != "insert")
    assert kept == text.before
    assert term.before == term.after
    assert [each.last.edition.number for each in changelog.between(second, third)] == [3, 3]
    assert changelog.between(third, third) == []


def _as_in_a_second_round(plan):
    """The round of the second edition is being answered: a third may be written."""
    Consultation.update(
        adjusted_at=None, report_published_at=None, edition=plan.current_edition
    ).where(Consultation.plan == plan).execute()


def test_actions_know_their_neighbours_in_an_edition(database):
    plan = an_announced_plan(a_cast())
    edition = plan.current_edition
    codes = [
        [near and near.code for near in (each.before_in(edition), each, each.after_in(edition))]
        for each in plan.actions.order_by(Action.position)
    ]
    assert codes == [
        [None, "1.1", "1.2"],
        ["1.1", "1.2", "2.1"],
        ["1.2", "2.1", "2.1.1"],
        ["2.1", "2.1.1", None],
    ]
