"""Observations on the real plan, from the day they are filed to the changelog that names them."""

import pytest

from tests.story import FIELDS, REDACTED, STATES, Story
from webapp.models import Change
from webapp.models.edition_content import changes_of, digest_of
from webapp.queries import changelog
from webapp.text import redaction
from webapp.vocabulary import Channel, Ground, Origin, PlanField
from webapp.workflow import publishing, verifying


@pytest.fixture
def story(database: object) -> Story:
    return Story()


def test_the_observations_are_filed_in_term_in_their_order(story):
    story.file()
    assert not any(comment.late for comment in story.comments.values())
    numbers = [comment.filing_number for comment in story.comments.values()]
    assert numbers[0] == "CMC-2024-000001"
    assert story.comments["c23"].channel is Channel.ASSISTED
    assert story.comments["c23"].body == story.samples[-1]["body"]
    assert story.plan.fresh().comments_total == len(story.samples)


def test_a_minor_leaves_no_name_r14(story):
    story.file()
    minor = story.comments["c16"]
    assert minor.is_minor
    assert minor.submitter is None


def test_moderation_gives_exactly_the_expected_public_text_r3(story):
    story.file()
    story.moderate()
    for sample in story.samples:
        comment, expected = story.comments[sample["id"]].fresh(), sample["expected"]
        assert comment.shown_body == (expected["public_body"] or ""), sample["id"]
        assert comment.body == sample["body"]
    withheld = story.comments["c08"].fresh()
    assert withheld.ground is Ground.INSULT_OR_THREAT
    assert story.plan.fresh().comments_total == len(story.samples)


def test_the_suggestions_find_the_personal_data_of_the_samples_but_health(story):
    story.file()

    for sample in story.samples:
        suggested = {
            sample["body"][span.start : span.end]: span.kind
            for span in redaction.suggest(sample["body"])
        }
        expected = {
            each["text"]: REDACTED[each["kind"]]
            for each in sample["expected"]["redactions"]
            if each["kind"] not in ("dato_sensible_salud", "edad")
        }
        assert {text: kind for text, kind in suggested.items() if kind.value != "minor"} == expected


def test_the_changelog_says_which_observation_caused_which_change(story):
    story.file()
    story.moderate()
    story.answer()
    story.adjust()
    story.report()
    assert publishing.gate(story.plan.fresh()) == []
    story.publish()

    edition = story.plan.fresh().current_edition
    caused = [
        (
            change.action.code,
            change.field,
            change.origin,
            [story.name_of(comment) for comment in change.comments],
        )
        for change in changes_of(edition)
    ]
    assert sorted(caused) == [
        ("4.1", PlanField.IMPROVEMENT, Origin.OBSERVATIONS, ["c09", "c10", "c11"]),
        ("4.2", PlanField.IMPROVEMENT, Origin.OBSERVATIONS, ["c02"]),
        ("5.4", PlanField.ACTIVITY, Origin.EDITORIAL_FIX, ["c06"]),
        ("5.4", PlanField.IMPROVEMENT, Origin.EDITORIAL_FIX, ["c06"]),
    ]
    texts = {
        (change["action_code"], FIELDS[change["field"]]): (change["before"], change["after"])
        for response, _ in story.answered()
        for change in response["changes"]
    }
    assert {
        (change.action.code, change.field): (change.before, change.after)
        for change in changes_of(edition)
    } == texts
    assert [
        (amendment.action.code, amendment.after)
        for amendment in changelog.amendments(changes_of(edition))
    ] == [(code, after) for (code, _), (_, after) in sorted(texts.items())]
    assert verifying.verify()["editions"] == 2
    assert edition.digest == digest_of(edition)


def test_each_observation_of_a_group_has_its_own_answer_and_number_r15(story):
    story.file()
    story.moderate()
    story.answer()
    for response, group in story.answered():
        answers = [story.comments[name].answers.get() for name in group]
        assert len({answer.id for answer in answers}) == len(group)
        for answer in answers:
            assert answer.text == response["text"]
            assert answer.decision.official_state is STATES[response["sucop_state"]]


def test_the_observation_of_a_group_can_be_asked_what_it_changed(story):
    story.file()
    story.moderate()
    story.answer()
    story.adjust()

    for name in ("c09", "c10", "c11"):
        (change,) = Change.naming(story.comments[name])
        assert change.action.code == "4.1"
    assert Change.naming(story.comments["c01"]) == []
