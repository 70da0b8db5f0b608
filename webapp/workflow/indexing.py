"""Keeping the search index: written in the act itself, made anew from the rows, compared with them.

Only what the public may read is in it (R3, R6, R13).
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import apsw
from peewee import JOIN, DatabaseError, Expression

from webapp.models import (
    Action,
    Answer,
    Category,
    Comment,
    Edition,
    Part,
    Plan,
    SearchEntry,
    Wording,
)
from webapp.models.base import insert_all, side_by_side, tuples
from webapp.models.search import FIRST_ACTION, place_of_actions, places_of_comment
from webapp.queries.public_comment import with_published_answer
from webapp.storage.db import db, is_sqlite, private_copy, transaction
from webapp.vocabulary.messages import N_
from webapp.workflow.refusals import Refused

_BATCH = 250


class OutOfStep(Refused):
    """The search index is not what the rows say."""


def add_comments(changed: Iterable[Comment]) -> None:
    """Index observations and their answers again: what is shown of them, or whether their answer
    is out, has just changed. Part of a larger act."""
    numbers = iter([comment.id for comment in changed])
    while some := list(islice(numbers, _BATCH)):
        places = list(chain.from_iterable(map(places_of_comment, some)))
        _mend(SearchEntry.id.in_(places), _of_comments(Comment.id.in_(some)))


def add_actions(edition: Edition) -> None:
    """Index the actions of an edition that has just been published, in the place of those of the
    earlier one. Part of a larger act."""
    _mend(_places_of_plan(edition.plan_id), _of_edition(edition))


def rebuild() -> None:
    """Mend what is missing, left over or stale: after a migration, or when rows came by another
    way. In batches, each a transaction of its own."""
    for places, expected in _everything():
        with transaction():
            _mend(places, expected)


def forget_crossed_out() -> None:
    """Make the words of the SQLite index anew from its entries: one that was taken out of an entry
    is only crossed out there. Part of a larger act."""
    if is_sqlite():
        db.execute_sql("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def compared() -> Iterator[tuple[str, OutOfStep | None]]:
    """Every entry that is or should be in the index, with what is wrong with it."""
    for places, expected in _everything():
        stored = _stored(places)
        for entry in expected:
            right = stored.pop(entry.id, None) == entry.__data__
            yield f"search_entry:{entry.id}", None if right else _out_of_step()
        for left_over in stored:
            yield f"search_entry:{left_over}", _out_of_step()
    if is_sqlite() and not _words_are_those_of_entries():
        yield "search_index", _out_of_step()


def _out_of_step() -> OutOfStep:
    return OutOfStep(N_("The search index is not what the public may read."))


def _words_are_those_of_entries() -> bool:
    """Whether SQLite finds its index of words sound. Asking counts as a write: of a read-only file,
    a copy is checked."""
    question = "INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"
    try:
        if db.connection().readonly("main"):
            with private_copy() as copy:
                copy.execute(question)
        else:
            with transaction():
                db.execute_sql(question)
    except (DatabaseError, apsw.CorruptError):
        return False
    return True


def _mend(places: Expression, expected: Sequence[SearchEntry]) -> None:
    """Write and remove what differs in some places."""
    stored = _stored(places)
    differing = [entry for entry in expected if stored.get(entry.id) != entry.__data__]
    wrong = stored.keys() - ({entry.id for entry in expected} - {entry.id for entry in differing})
    if wrong:
        SearchEntry.delete().where(SearchEntry.id.in_(sorted(wrong))).execute()
    insert_all(differing)


def _stored(places: Expression) -> dict[int, dict[str, object]]:
    return {entry.id: entry.__data__ for entry in SearchEntry.select().where(places)}


def _everything() -> Iterator[tuple[Expression, list[SearchEntry]]]:
    """Every place there is, batch by batch, with the entries that belong there."""
    first = 0
    while numbers := _next_numbers(first):
        last = numbers[-1]
        places = SearchEntry.id.between(places_of_comment(first)[0], places_of_comment(last)[1])
        yield places, _of_comments(Comment.id.between(first, last))
        first = last + 1
    yield SearchEntry.id.between(places_of_comment(first)[0], FIRST_ACTION - 1), []
    for plan in Plan.select().order_by(Plan.id):
        edition = plan.current_edition
        yield _places_of_plan(plan.id), _of_edition(edition) if edition else []


def _places_of_plan(plan: int) -> Expression:
    return SearchEntry.id.between(place_of_actions(plan), place_of_actions(plan + 1) - 1)


def _next_numbers(first: int) -> list[int]:
    query = Comment.select(Comment.id).where(Comment.id >= first).order_by(Comment.id)
    return [number for (number,) in tuples(query.limit(_BATCH))]


def _of_edition(edition: Edition) -> list[SearchEntry]:
    wordings = (
        Wording.select(Wording, Action, Category, Edition)
        .join(Action)
        .switch(Wording)
        .join(Category)
        .switch(Wording)
        .join(Edition)
        .where(Wording.edition == edition)
    )
    return [SearchEntry.of_wording(each) for each in wordings]


def _of_comments(which: Expression) -> list[SearchEntry]:
    query = with_published_answer(Comment.select().join(Action, JOIN.LEFT_OUTER, on=Comment.action))
    rows = list(side_by_side(query.where(which), Comment, Action, Answer))
    for comment, action, _ in rows:
        comment.action = action
    answered = [(comment, answer) for comment, _, answer in rows if answer]
    parts = Part.of(comment for comment, _ in answered) if answered else {}
    return [
        *(SearchEntry.of_comment(each) for each, *_ in rows if each.is_shown),
        *(
            SearchEntry.of_answer(comment, answer, parts.get(comment.id, []))
            for comment, answer in answered
        ),
    ]
