"""The index of what the public may read: the stems of each text, searched alike on both engines.

`workflow.indexing` alone writes it. SQLite searches an FTS5 table that its triggers keep in step,
PostgreSQL a GIN index on the same words: the stems come from `webapp.stemming` on both, so that
the hits are the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from peewee import (
    SQL,
    BigAutoField,
    Expression,
    ForeignKeyField,
    ModelSelect,
    NodeList,
    TextField,
    Value,
    fn,
)
from peewee import Table as PlainTable
from playhouse.fields import EnumField

from webapp.models.answer import Answer
from webapp.models.base import Table
from webapp.models.comment import Comment
from webapp.models.letter_part import Part
from webapp.models.plan import Plan, Wording
from webapp.storage.db import is_sqlite
from webapp.text import stemming
from webapp.vocabulary.messages import N_, Worded

LONGEST_QUERY = 200
"""Characters of a query that count."""

FIRST_ACTION = 1 << 48
"""Where the places of actions begin, above those of observations and answers."""
_POSITIONS = 1 << 16

_INDEX = PlainTable("search_index")
_FILING_NUMBER = re.compile(r"\s*[A-Za-z0-9]{1,10}-\d{4}-\d{6,12}\s*", re.ASCII)
_QUOTED = re.compile('["«“”]([^"«»“”]*)["»“”]')


class Subject(Worded):
    """What a text that can be searched is."""

    ACTION = "action", N_("Action")
    COMMENT = "comment", N_("Observation")
    ANSWER = "answer", N_("Answer")


class SearchEntry(Table):
    """The stems of one text that the public may read.

    Its id is its place, higher first: actions of the newest plan in the plan's order, then
    observations, newest first, each before its answer. `stems` begins with the mark of its plan;
    each is between single spaces, and two spaces part one text from the next.
    """

    id = BigAutoField()
    plan = ForeignKeyField(Plan, index=False)
    subject = EnumField(Subject, max_length=10)
    wording = ForeignKeyField(Wording, null=True)
    comment = ForeignKeyField(Comment, null=True, index=False)
    stems = TextField()

    plan_id: int
    wording_id: int | None
    comment_id: int | None

    @classmethod
    def of_wording(cls, wording: Wording) -> Self:
        """The entry of an action, from its wording in a published edition; not saved yet."""
        action, plan = wording.action, wording.edition.plan_id
        return cls(
            id=place_of_actions(plan) + _POSITIONS - 1 - action.position,
            plan=plan,
            subject=Subject.ACTION,
            wording=wording.id,
            comment=None,
            stems=_joined(plan, [action.code, wording.category.title, *texts_of_wording(wording)]),
        )

    @classmethod
    def of_comment(cls, comment: Comment) -> Self:
        """The entry of an observation that is shown; not yet written."""
        return cls(
            id=places_of_comment(comment.id)[1],
            plan=comment.plan_id,
            subject=Subject.COMMENT,
            wording=None,
            comment=comment.id,
            stems=_joined(comment.plan_id, [*_codes(comment), *texts_of_comment(comment)]),
        )

    @classmethod
    def of_answer(cls, comment: Comment, answer: Answer, parts: Sequence[Part]) -> Self:
        """The entry of a published answer, with the parts of a letter; not yet written."""
        return cls(
            id=places_of_comment(comment.id)[0],
            plan=comment.plan_id,
            subject=Subject.ANSWER,
            wording=None,
            comment=comment.id,
            stems=_joined(comment.plan_id, [*_codes(comment), *texts_of_answer(answer, parts)]),
        )


def place_of_actions(plan: int) -> int:
    """Where the places of a plan's actions begin; those of the next plan end them."""
    return FIRST_ACTION + plan * _POSITIONS


def places_of_comment(number: int) -> tuple[int, int]:
    """The places of an observation's answer and of itself, by its id."""
    return 2 * number, 2 * number + 1


def texts_of_wording(wording: Wording) -> list[str]:
    """The texts of an action, besides its code and category."""
    notes = [text for note in wording.notes for text in note]
    texts = (wording.activity, wording.improvement, wording.efficacy_check)
    return [text for text in (*texts, wording.responsible_area, *notes) if text]


def texts_of_comment(comment: Comment) -> list[str]:
    """What the public may read of an observation."""
    return [text for text in (comment.shown_body, comment.shown_proposed_text) if text]


def texts_of_answer(answer: Answer, parts: Sequence[Part]) -> list[str]:
    """The texts of an answer, whole or part by part."""
    of_parts = [text for part in parts for text in (part.text, part.reason, part.cites)]
    texts = (answer.text, *of_parts, answer.reason, answer.cites, answer.responsible_area)
    return [text for text in texts if text]


def _codes(comment: Comment) -> list[str]:
    codes = [comment.filing_number]
    return [*codes, comment.action.code] if comment.action else codes


def _joined(plan: int, texts: list[str]) -> str:
    words = (" ".join(stemming.stems(text)) for text in texts)
    return f" {'  '.join([_mark_of(plan), *filter(None, words)])} "


def _mark_of(plan: int) -> str:
    """The stem that marks a plan's entries: no word begins with a full stop."""
    return f".{plan}"


@dataclass(frozen=True)
class Query:
    """What someone looks for: every stem, and what stands between quotes word after word."""

    stems: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    @classmethod
    def read(cls, typed: str) -> Self:
        """The query that someone typed, of which the first 200 characters count."""
        typed = within_bounds(typed)
        quoted = (tuple(stemming.stems(each)) for each in _QUOTED.findall(typed))
        return cls(
            stems=tuple(dict.fromkeys(stemming.stems(typed))),
            phrases=tuple(each for each in quoted if len(each) > 1),
        )

    def __bool__(self) -> bool:
        return bool(self.stems)


def within_bounds(typed: str) -> str:
    """As much of what was typed as counts, in whole words."""
    if len(typed) <= LONGEST_QUERY:
        return typed
    return typed[:LONGEST_QUERY].rpartition(" ")[0] or typed[:LONGEST_QUERY]


def entries(query: Query, plan: Plan | None = None) -> "ModelSelect[SearchEntry]":
    """The entries that contain every word of a query, of every plan or of one, in no order. The
    query must have words."""
    words = [*query.stems, *([_mark_of(plan.id)] if plan else [])]
    found = SearchEntry.select()
    if is_sqlite():
        found = found.join(_INDEX, on=(_INDEX.c.rowid == SearchEntry.id)).where(_match(words))
    else:
        wanted = Value(words, unpack=False).cast("text[]")
        searchable = fn.search_words(SearchEntry.stems)
        found = found.where(NodeList((searchable, SQL("@>"), wanted)))
    where_in = fn.instr if is_sqlite() else fn.strpos
    for phrase in query.phrases:
        found = found.where(where_in(SearchEntry.stems, f" {' '.join(phrase)} ") > 0)
    return found


def _match(words: Sequence[str]) -> NodeList:
    # Words are letters, digits, full stops and hyphens: nothing in them ends the quotes.
    wanted = " ".join(f'"{word}"' for word in words)
    return NodeList((_INDEX.c.search_index, SQL("MATCH"), Value(wanted)))


def place() -> Any:
    """What `entries` are ordered and paged by: on SQLite the index has them in order; PostgreSQL
    must find before it sorts, or it would read every entry for a rare word."""
    return _INDEX.c.rowid if is_sqlite() else SearchEntry.id + 0


def about(typed: str) -> Expression:
    """The condition that an observation is found by its words, its answer's or its number; the
    number also finds one whose text is not shown (R3)."""
    numbered = Comment.select(Comment.id).where(Comment.filing_number == as_number(typed))
    query = Query.read(typed)
    return Comment.id.in_(_comments(query) + numbered if query else numbered)


def _comments(query: Query) -> Any:
    """The ids of the observations found: half the place of their entry."""
    if is_sqlite() and not query.phrases:
        found = _INDEX.select(_INDEX.c.rowid / 2).where(_match(query.stems))
        return found.where(_INDEX.c.rowid < FIRST_ACTION)
    return entries(query).select(SearchEntry.id / 2).where(SearchEntry.id < FIRST_ACTION)


def as_number(typed: str) -> str:
    """What was typed, in the spelling of filing numbers; empty when it is none."""
    return typed.strip().upper() if _FILING_NUMBER.fullmatch(typed) else ""
