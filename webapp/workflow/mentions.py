"""Where else somebody's data stand, in words that others wrote or that are part of the record.

Erasing leaves these: public texts are suppressed openly, and internal ones are edited by whoever
keeps them. They are shown so that nobody takes them for erased.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from webapp.models import (
    Answer,
    Change,
    Comment,
    Correction,
    GroupMember,
    Handling,
    Meeting,
    MeetingComment,
    Part,
    Petition,
    canonical,
)
from webapp.text import redaction
from webapp.vocabulary.messages import N_
from webapp.workflow import same_letter


@dataclass(frozen=True)
class Mention:
    """A text on an observation that repeats its author's data, and what it is."""

    comment: Comment
    where: str


def mentions(comment: Comment) -> list[Mention]:
    """The texts on an observation, and on the other registrations of the same letter, that have the
    name, organisation, e-mail or telephone of the submitter of any of them, in any case: tags are
    written in small letters."""
    letter = [comment, *same_letter.others(comment)]
    data = {
        words.casefold()
        for each in letter
        if (who := each.submitter)
        for words in (who.name, who.organisation, who.email, who.phone)
        if words
    }
    on_it = [
        Mention(each, where) for each in letter for where, text in _texts(each) if _say(text, data)
    ]
    return [*on_it, *_tags_of_others(letter, data)]


def _say(text: str, data: set[str]) -> bool:
    return any(redaction.find(text.casefold(), words) for words in data)


def _tags_of_others(letter: list[Comment], data: set[str]) -> Iterator[Mention]:
    """The tags of other observations that tell of the same person: a name of one word is many
    people's."""
    ones_own = {words for words in data if len(words.split()) > 1 or not words.isalpha()}
    tagged = Handling.select().where(Handling.comment.not_in([each.id for each in letter]))
    for handling in tagged.order_by(Handling.comment):
        if _say(_joined(*handling.tags), ones_own):
            yield Mention(handling.comment, N_("its tags"))


def _texts(comment: Comment) -> Iterator[tuple[str, str]]:
    yield (
        N_("the text that the public reads"),
        _joined(comment.shown_body, comment.shown_proposed_text, comment.ground_note),
    )
    yield (
        N_("the original text, which only who moderates reads"),
        _joined(comment.body, comment.proposed_text),
    )
    for answer in Answer.select().where(Answer.comment == comment):
        yield N_("the answer"), _joined(answer.text, answer.reason, answer.cites)
    for part in Part.select().where(Part.comment == comment):
        yield N_("the answer to a part of the letter"), _joined(part.text, part.reason, part.cites)
    for member in GroupMember.select().where(GroupMember.comment == comment):
        yield N_("the extra paragraph of its answer"), member.extra
    for petition in Petition.select().where(Petition.comment == comment):
        yield (
            N_("what was noted of the petition"),
            _joined(petition.extension_reason, petition.forwarded_to),
        )
    for handling in Handling.select().where(Handling.comment == comment):
        yield N_("its tags"), _joined(*handling.tags)
    for change in Change.naming(comment):
        yield (
            N_("a change of the plan that it caused"),
            _joined(change.reason, canonical([change.before, change.after])),
        )
    named = Correction.details.cast("text").contains(comment.filing_number)
    for correction in Correction.select().where((Correction.comment == comment) | named):
        details = canonical([correction.details, correction.before])
        yield N_("a correction"), _joined(correction.reason, correction.decision_note, details)
    meetings = Meeting.select().join(MeetingComment).where(MeetingComment.comment == comment)
    for meeting in meetings:
        yield (
            N_("the minutes of the meeting"),
            _joined(meeting.title, meeting.place, meeting.minutes),
        )


def _joined(*texts: str) -> str:
    return "\n".join(texts)
