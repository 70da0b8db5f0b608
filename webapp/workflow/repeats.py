"""What repeats somebody's data where only staff read it, and goes with them when they are erased or
put right (R13)."""

from urllib.parse import unquote_plus

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
    """Suppress in the private notes and in the name of its group what they repeat of the data, and
    take away the lists that staff kept of looking for them and the copies of undoing that repeat
    them, in whatever case; not of what is still held."""
    held = [
        (_in_small_letters(words), kind)
        for field, kind in _KINDS.items()
        if (words := getattr(submitter, field)) and words != getattr(but, field, None)
    ]
    held.sort(key=lambda each: -len(each[0]))
    for note in Note.select().where(Note.comment == comment):
        text = _without(held, note.text)
        if text != note.text:
            Note.update(text=text).where(Note.id == note.id).execute()
    if membership := GroupMember.of(comment):
        title = _without(held, membership.group.title)
        CommentGroup.update(title=title).where(CommentGroup.id == membership.group_id).execute()
    for kept in SavedFilter.select():
        text = _in_small_letters(f"{kept.name}\n{unquote_plus(kept.query)}")
        if any(redaction.find(text, words) for words, _ in held):
            SavedFilter.delete().where(SavedFilter.id == kept.id).execute()
    _forget_how_it_was(comment, [words for words, _ in held])


def _without(held: list[tuple[str, RedactionKind]], text: str) -> str:
    """A text with marks in place of the words held."""
    for words, kind in held:
        places = redaction.find(_in_small_letters(text), words)
        text = redaction.apply(text, [Span(*each, kind) for each in places])
    return text


def _forget_how_it_was(comment: Comment, held: list[str]) -> None:
    """Drop what acts at once hold of an observation for undoing, where it says any of the words:
    nobody can edit it there, and undoing would bring them back."""
    for bulk in BulkAct.touching(comment):
        for item in bulk.items:
            if item["comment"] != comment.id or item["before"] is None:
                continue
            rows = [row.values() for row in item["before"].values() if row]
            texts = _in_small_letters("\n".join(str(value) for row in rows for value in row))
            if any(redaction.find(texts, words) for words in held):
                item["before"] = None
                BulkAct.update(items=bulk.items).where(BulkAct.id == bulk.id).execute()


def _in_small_letters(text: str) -> str:
    """Character by character: what stands at a place of the text stands there still."""
    return "".join(small if len(small := each.lower()) == 1 else each for each in text)
