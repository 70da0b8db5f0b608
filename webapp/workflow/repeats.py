"""What repeats somebody's data where only staff read it, and goes with them when they are erased or
put right (R13)."""

import re
from functools import reduce
from operator import or_
from urllib.parse import unquote_plus

from peewee import Expression

from webapp.models import (
    BulkAct,
    Comment,
    CommentGroup,
    GroupMember,
    Note,
    SavedFilter,
    Submitter,
)
from webapp.text import redaction
from webapp.text.redaction import RedactionKind, Span

_KINDS = {
    "name": RedactionKind.NAME,
    "organisation": RedactionKind.NAME,
    "email": RedactionKind.EMAIL,
    "phone": RedactionKind.PHONE,
}


def erase(comment: Comment, submitter: Submitter, *, but: Submitter | None = None) -> None:
    """Suppress the data of a submitter in the private notes on an observation, in those on others
    that tell of the same person, and in the title of its group; delete the saved lists and the
    copies for undoing that have them, in any case.
    Data that `but`, the corrected submitter, has too are left."""
    data = [
        (_in_small_letters(words), kind)
        for field, kind in _KINDS.items()
        if (words := getattr(submitter, field)) and words != getattr(but, field, None)
    ]
    data.sort(key=lambda each: -len(each[0]))
    _suppress_in_notes(Note.comment == comment, data)
    for words, kind in data:
        _suppress_elsewhere(words, kind, submitter)
    if membership := GroupMember.of(comment):
        title = _without(data, membership.group.title)
        CommentGroup.update(title=title).where(CommentGroup.id == membership.group_id).execute()
    for saved in SavedFilter.select():
        text = _in_small_letters(f"{saved.name}\n{unquote_plus(saved.query)}")
        if any(redaction.find(text, words) for words, _ in data):
            SavedFilter.delete().where(SavedFilter.id == saved.id).execute()
    _forget_how_it_was(comment, [words for words, _ in data])


def _suppress_in_notes(which: Expression, data: list[tuple[str, RedactionKind]]) -> None:
    for note in list(Note.select().where(which)):
        text = _without(data, note.text)
        if text != note.text:
            Note.update(text=text).where(Note.id == note.id).execute()


def _suppress_elsewhere(words: str, kind: RedactionKind, submitter: Submitter) -> None:
    """Suppress them in the notes on other observations, where they tell of this person: a name of
    one word is many people's, and whoever else gave the same may be who is meant."""
    longest = max(re.findall("[0-9a-z]+", words), key=len, default="")
    may_say = Note.text.contains(longest)  # in any case, which of accents SQLite does not know
    if kind is RedactionKind.NAME and len(words.split()) == 1:
        return
    given = [getattr(Submitter, field) ** words for field in _KINDS]
    others = Submitter.select().where(Submitter.comment != submitter.comment, reduce(or_, given))
    if Note.select().where(may_say).exists() and not others.exists():
        _suppress_in_notes(may_say, [(words, kind)])


def _without(data: list[tuple[str, RedactionKind]], text: str) -> str:
    """A text with marks in place of the data."""
    for words, kind in data:
        places = redaction.find(_in_small_letters(text), words)
        text = redaction.apply(text, [Span(*each, kind) for each in places])
    return text


def _forget_how_it_was(comment: Comment, data: list[str]) -> None:
    """Drop the copies of an observation that bulk acts have for undoing, where one has any of the
    data: nobody can edit it there, and undoing would bring them back."""
    for bulk in BulkAct.touching(comment):
        for item in bulk.items:
            if item["comment"] != comment.id or item["before"] is None:
                continue
            rows = [row.values() for row in item["before"].values() if row]
            texts = _in_small_letters("\n".join(str(value) for row in rows for value in row))
            if any(redaction.find(texts, words) for words in data):
                item["before"] = None
                BulkAct.update(items=bulk.items).where(BulkAct.id == bulk.id).execute()


def _in_small_letters(text: str) -> str:
    """Character by character: what stands at a place of the text stands there still."""
    return "".join(small if len(small := each.lower()) == 1 else each for each in text)
