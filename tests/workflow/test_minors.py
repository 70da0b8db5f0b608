"""The identity of a minor is never stored, and an unclear age is a minor's (R14)."""

from collections.abc import Callable

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, Cast, a_cast, an_announced_plan, later
from tests.workflow.test_personal_data import CANARIES, EMAIL, LETTER, NAME, PERSON, a_letter
from webapp.models import Comment, Event, Evidence, Note, Notice, Plan, Submitter
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import Ground, NoticeState
from webapp.workflow import handling, intake, moderating, personal_data, verifying
from webapp.workflow.intake import Scan
from webapp.workflow.personal_data import Contact
from webapp.workflow.refusals import Invalid

TEXT = "Tengo 12 años y el parque no tiene luz."


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def letter(plan, cast) -> Comment:
    """A letter with the data of whoever signed it; nobody said that it is a minor's."""
    return a_letter(plan, cast, TEXT, **PERSON)


def some_words(
    comment: Comment, cast: Cast, kind: RedactionKind, ground: Ground, **more: bool
) -> None:
    moderating.redact(
        comment,
        moderating.everywhere(comment, "12 años", kind),
        ground=ground,
        version=comment.version,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
        **more,
    )


def as_data_of_a_minor(comment: Comment, cast: Cast, **more: bool) -> None:
    some_words(comment, cast, RedactionKind.MINOR, Ground.PERSONAL_DATA, **more)


def on_the_ground_of_a_minor(comment: Comment, cast: Cast, **more: bool) -> None:
    some_words(comment, cast, RedactionKind.OTHER_PERSONAL, Ground.MINOR, **more)


def whole(comment: Comment, cast: Cast, **more: bool) -> None:
    moderating.withhold(
        comment,
        ground=Ground.MINOR,
        note="",
        version=comment.version,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
        **more,
    )


Act = Callable[..., None]
TO_PROTECT = pytest.mark.parametrize(
    "protect", [as_data_of_a_minor, on_the_ground_of_a_minor, whole]
)


@TO_PROTECT
def test_what_protects_a_minor_erases_who_wrote_r14(letter, cast, protect: Act):
    handling.note(letter, f"Llamó {NAME}.", by=cast.rosa_responder, at=WHILE_OPEN)
    protect(letter, cast)
    assert not Submitter.select().exists()
    scan = Evidence.get()
    assert (scan.content, scan.filename) == (b"", "")
    assert {each.state for each in Notice.select()} == {NoticeState.DROPPED}
    assert {each.code for each in Notice.select()} == {""}
    assert NAME not in Note.get().text
    assert not any(canary in str(each.details) for each in Event.select() for canary in CANARIES)
    assert verifying.examine().faults == []


@TO_PROTECT
def test_nothing_that_tells_who_wrote_is_taken_in_after_r14(letter, cast, protect: Act):
    protect(letter, cast)
    letter = letter.fresh()
    with pytest.raises(Invalid) as refused:
        personal_data.correct(letter, Contact(email=EMAIL), consent=True, by=None, at=AFTER_CLOSE)
    assert list(refused.value.faults) == ["name"]
    scan = Scan.read("carta.pdf", LETTER)
    with pytest.raises(Invalid) as refused:
        intake.attach_scan(letter, scan, by=cast.mario_moderator, at=AFTER_CLOSE)
    assert list(refused.value.faults) == ["scan"]


@TO_PROTECT
def test_who_is_of_age_and_writes_of_a_minor_goes_on_being_written_to_r14(
    letter, cast, protect: Act
):
    protect(letter, cast, of_age=True)
    letter = letter.fresh()
    assert letter.submitter.email == EMAIL
    (moderated,) = Event.select().where(Event.verb.in_(["comment.redacted", "comment.withheld"]))
    assert moderated.details["of_age"]
    other = Contact(phone="3111111111")
    at = later(AFTER_CLOSE, hours=1)
    personal_data.correct(letter, other, consent=False, by=None, at=at)
    assert verifying.examine().faults == []


def test_a_text_suppressed_for_another_reason_erases_nothing(letter, cast):
    some_words(letter, cast, RedactionKind.OTHER_PERSONAL, Ground.PERSONAL_DATA)
    assert letter.submitter.name == NAME
