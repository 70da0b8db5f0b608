"""A letter registered twice has one author: what they ask of their data reaches each of its
registrations (R13)."""

import pytest

from tests.cast import (
    AFTER_CLOSE,
    WHILE_OPEN,
    Cast,
    a_cast,
    an_announced_plan,
    filed,
    later,
    shown,
)
from webapp.models import Comment, Plan, Submitter, Territory, ValueGroup
from webapp.queries.public_comment import public_comments, read
from webapp.vocabulary import AnnulmentGround, AuthorKind, CorrectionKind
from webapp.workflow import annulling, correcting, personal_data, verifying
from webapp.workflow.personal_data import Contact

NAME = "Zoraida Quiñones"


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def twice(plan, cast) -> tuple[Comment, Comment]:
    """The same letter, shown with its name, group and place, and registered again by mistake."""
    first, second = (a_registration(plan, cast) for _ in range(2))
    annulled(plan, cast, [second], same_as=first)
    return first, second.fresh()


def a_registration(plan: Plan, cast: Cast, body: str = "Pongan un buzón.", name: str = NAME):
    given = filed(
        plan,
        body,
        author_kind=AuthorKind.PERSON,
        name=name,
        phone="3165550177",
        value_group=ValueGroup.get(~ValueGroup.sensitive),
        territory=Territory.get(),
        publish_name=True,
        publish_group=True,
        publish_territory=True,
        consent=True,
    )
    return shown(given.comment, cast)


def annulled(plan: Plan, cast: Cast, comments: list[Comment], *, same_as: Comment) -> None:
    details = annulling.proposal(AnnulmentGround.DUPLICATE, comments, same_as=same_as.filing_number)
    correction = correcting.propose(
        CorrectionKind.ANNULMENT,
        comments[0] if len(comments) == 1 else plan,
        plan=plan,
        reason="Se registró dos veces por error.",
        details=details,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    correcting.approve(correction, version=1, by=cast.alba_approver, at=WHILE_OPEN)


def beside(comment: Comment) -> tuple[str, str, str]:
    """What everyone reads of its author."""
    (told,) = read(public_comments().where(Comment.id == comment.id))
    return told.author.name, told.author.group, told.author.territory


def names_held() -> list[str]:
    return [each.name for each in Submitter.select().order_by(Submitter.comment)]


@pytest.mark.parametrize("asked", [0, 1], ids=["of the one that stands", "of the annulled one"])
def test_what_is_hidden_beside_one_registration_is_hidden_beside_the_other_r13(twice, asked):
    assert all(map(all, map(beside, twice)))
    personal_data.hide_name(twice[asked], by=None, at=AFTER_CLOSE)
    personal_data.hide_group(twice[asked], by=None, at=AFTER_CLOSE)
    personal_data.hide_territory(twice[asked], by=None, at=AFTER_CLOSE)
    assert [beside(each) for each in twice] == [("", "", "")] * 2
    assert verifying.examine().faults == []


@pytest.mark.parametrize("asked", [0, 1], ids=["of the one that stands", "of the annulled one"])
def test_what_is_erased_of_one_registration_is_erased_of_the_other_r13(twice, asked):
    personal_data.erase(twice[asked], by=None, at=AFTER_CLOSE)
    assert names_held() == []
    assert verifying.examine().faults == []


@pytest.mark.parametrize("asked", [0, 1], ids=["of the one that stands", "of the annulled one"])
def test_a_wrong_name_is_put_right_in_both_and_the_wrong_one_stands_nowhere_r13(twice, asked):
    right = Contact(name="Zoraida Quintana")
    personal_data.correct(twice[asked], right, consent=False, by=None, at=AFTER_CLOSE)
    assert names_held() == ["Zoraida Quintana"] * 2
    assert not any(beside(each)[0] for each in twice)
    assert verifying.examine().faults == []


def test_what_the_registrations_hold_of_their_own_is_not_overwritten(twice):
    first, second = twice
    Submitter.update(phone="3111111111").where(Submitter.comment == second).execute()
    new = Contact(phone="3222222222")
    personal_data.correct(first, new, consent=False, by=None, at=AFTER_CLOSE)
    assert [each.phone for each in Submitter.select().order_by(Submitter.comment)] == [
        "3222222222", "3111111111",
    ]  # fmt: skip


def test_a_letter_registered_three_times_in_a_row_is_one_letter_r13(plan, cast):
    first, second, third = (a_registration(plan, cast) for _ in range(3))
    annulled(plan, cast, [third], same_as=second)
    annulled(plan, cast, [second], same_as=first)
    personal_data.erase(third.fresh(), by=None, at=AFTER_CLOSE)
    assert names_held() == []


def test_where_a_whole_intake_was_annulled_the_others_are_of_other_people(plan, cast):
    first = a_registration(plan, cast)
    again = a_registration(plan, cast)
    other = a_registration(plan, cast, "Pongan una banca.", "Otra Persona")
    annulled(plan, cast, [again, other], same_as=first)
    personal_data.erase(other.fresh(), by=None, at=AFTER_CLOSE)
    assert names_held() == [NAME, NAME]
    personal_data.erase(again.fresh(), by=None, at=later(AFTER_CLOSE, minutes=1))
    assert names_held() == []


def test_of_a_whole_intake_that_was_annulled_each_author_reaches_their_own_r13(plan, cast):
    """The number under which it stays is one letter's: it touches no other, and each of the others
    is found by its text and its author's data, whatever the ground."""
    first = a_registration(plan, cast)
    other = a_registration(plan, cast, "Pongan una banca.", "Otra Persona")
    again = a_registration(plan, cast)
    other_again = a_registration(plan, cast, "Pongan una banca.", "Otra Persona")
    annulled(plan, cast, [again, other_again], same_as=first)
    personal_data.erase(first.fresh(), by=None, at=AFTER_CLOSE)
    assert names_held() == ["Otra Persona"] * 2
    personal_data.hide_name(other.fresh(), by=None, at=AFTER_CLOSE)
    assert not beside(other_again.fresh())[0]
    personal_data.erase(other.fresh(), by=None, at=later(AFTER_CLOSE, minutes=1))
    assert names_held() == []


def test_who_left_no_data_is_nobody_else_for_leaving_none_either(plan, cast):
    """Two people who may be named and gave no name: what one hides is not hidden of the other."""
    standing, annulled_one = (a_registration(plan, cast) for _ in range(2))
    Submitter.update(name="", phone="").execute()
    annulled(plan, cast, [annulled_one, filed(plan, "Otra.").comment], same_as=filed(plan).comment)
    personal_data.hide_group(standing, by=None, at=AFTER_CLOSE)
    assert beside(annulled_one.fresh())[1]


def test_the_same_text_of_somebody_else_is_not_the_same_letter(plan, cast):
    first = a_registration(plan, cast)
    neighbour = a_registration(plan, cast, name="Otra Persona")
    again = a_registration(plan, cast)
    annulled(plan, cast, [again], same_as=first)
    personal_data.erase(first.fresh(), by=None, at=AFTER_CLOSE)
    assert names_held() == [neighbour.submitter.name]
