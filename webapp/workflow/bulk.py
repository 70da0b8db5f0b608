"""Doing one thing to a list of observations: exactly the list that was shown, and undone (R16)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.db import transaction
from webapp.messages import N_
from webapp.models import Answer, BulkAct, Comment, Handling, Plan, Staff, Versioned
from webapp.vocabulary import AnswerState
from webapp.workflow.record import record
from webapp.workflow.refusals import NotAllowed, Refused, WrongState

MODERATION = (
    "publication",
    "ground",
    "ground_note",
    "public_body",
    "public_proposed_text",
    "redactions",
    "moderated_at",
    "moderated_by",
)
ANSWER = (
    "decision",
    "text",
    "reason",
    "cites",
    "responsible_area",
    "state",
    "drafters",
    "drafted_by",
    "drafted_at",
    "approved_by",
    "approved_at",
    "published_at",
    "return_note",
)
HANDLING = ("area", "staff", "due_on", "tags", "changed_at")
_PARTS: tuple[tuple[str, type[Versioned], tuple[str, ...]], ...] = (
    ("comment", Comment, MODERATION),
    ("answer", Answer, ANSWER),
    ("handling", Handling, HANDLING),
)


@dataclass(frozen=True)
class Listed:
    """One observation of the list as it was shown: its number and the stamp of its rows."""

    filing_number: str
    stamp: str


@dataclass(frozen=True)
class NotUndone:
    """One observation left as it is, and why."""

    filing_number: str
    why: str


class ListChanged(WrongState):
    """Someone changed observations of the list after it was shown; `numbers` are theirs."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            N_("The list has changed since you read it. Review it again."), count=len(numbers)
        )
        self.numbers = numbers


def stamps(comments: Sequence[Comment]) -> dict[int, str]:
    """By comment id, one text that is another as soon as any of its rows is saved: two queries."""
    numbers = [comment.id for comment in comments]
    versions: dict[int, dict[str, int]] = {comment.id: {} for comment in comments}
    for name, table in (("answer", Answer), ("handling", Handling)):
        for row in table.select(table.comment, table.version).where(table.comment.in_(numbers)):
            versions[row.comment_id][name] = row.version
    return {
        comment.id: f"{comment.version}.{versions[comment.id].get('answer', 0)}"
        f".{versions[comment.id].get('handling', 0)}"
        for comment in comments
    }


def act_on(
    listed: Sequence[Listed],
    verb: str,
    do: Callable[[Comment], object],
    *,
    plan: Plan,
    by: Staff,
    at: datetime,
) -> BulkAct:
    """Do one thing to each observation listed, all or none; each act leaves its own event.

    Raises ListChanged when any of them is not as it was shown, and whatever `do` refuses.
    """
    with transaction():
        comments = _listed(listed, plan)
        before = {comment.id: _snapshot(comment) for comment in comments}
        for comment in comments:
            do(comment)
        after = stamps(_again(comments))
        bulk = BulkAct.create(
            plan=plan,
            verb=verb,
            staff=by,
            done_at=at,
            items=[
                {
                    "comment": comment.id,
                    "filing_number": comment.filing_number,
                    "before": before[comment.id],
                    "stamp": after[comment.id],
                }
                for comment in comments
            ],
        )
        record("bulk.done", bulk, by=by, at=at, plan=plan, what=verb, items=len(comments))
        return bulk


def undo(bulk: BulkAct, *, by: Staff, at: datetime) -> list[NotUndone]:
    """Put each observation back as it was, byte for byte; give those that others edited since.

    Raises NotAllowed for anyone but who did it, WrongState when it was undone already.
    """
    if bulk.staff_id != by.id:
        raise NotAllowed(N_("Only who did this can undo it."))
    with transaction():
        taken = (
            BulkAct.update(undone_at=at)
            .where(BulkAct.id == bulk.id, BulkAct.undone_at.is_null())
            .execute()
        )
        if not taken:
            raise WrongState(N_("This was already undone."))
        comments = {
            comment.id: comment
            for comment in Comment.select().where(
                Comment.id.in_([item["comment"] for item in bulk.items])
            )
        }
        now = stamps(list(comments.values()))
        left = []
        for item in bulk.items:
            comment = comments[item["comment"]]
            why = _why_not(comment, item, now[comment.id])
            if why:
                left.append(NotUndone(comment.filing_number, why))
            else:
                _restore(comment, item["before"])
                record(
                    "bulk.undone",
                    f"comment:{comment.filing_number}",
                    by=by,
                    at=at,
                    plan=comment.plan,
                    what=bulk.verb,
                    bulk=bulk.id,
                )
        return left


def _why_not(comment: Comment, item: dict[str, Any], stamp: str) -> str:
    if stamp != item["stamp"]:
        return N_("Someone edited it afterwards.")
    answer = comment.answers.first()
    if answer and answer.state is AnswerState.PUBLISHED:
        return N_("Its answer is already published.")
    return ""


def _listed(listed: Sequence[Listed], plan: Plan) -> list[Comment]:
    if not listed:
        raise Refused(N_("Pick at least one observation."))
    shown = {each.filing_number: each.stamp for each in listed}
    comments = list(
        Comment.select()
        .where(Comment.plan == plan, Comment.filing_number.in_(list(shown)))
        .order_by(Comment.id)
    )
    now = stamps(comments)
    found = {comment.filing_number: now[comment.id] for comment in comments}
    changed = [number for number, stamp in shown.items() if found.get(number) != stamp]
    if changed:
        raise ListChanged(changed)
    return comments


def _again(comments: Sequence[Comment]) -> list[Comment]:
    return list(Comment.select().where(Comment.id.in_([comment.id for comment in comments])))


def _row(name: str, table: type[Versioned], comment: Comment) -> Versioned | None:
    key = table.id if name == "comment" else table.comment
    return table.get_or_none(key == comment.id)


def _snapshot(comment: Comment) -> dict[str, dict[str, Any] | None]:
    return {
        name: _values(row, columns) if (row := _row(name, table, comment)) else None
        for name, table, columns in _PARTS
    }


def _values(row: Versioned, columns: Sequence[str]) -> dict[str, Any]:
    """Each column as the database keeps it, so that it goes back the same."""
    return {name: type(row)._meta.fields[name].db_value(row.__data__[name]) for name in columns}


def _restore(comment: Comment, before: dict[str, dict[str, Any] | None]) -> None:
    for name, table, _ in _PARTS:
        row, values = _row(name, table, comment), before[name]
        if row is None:
            continue
        if values is None:
            table.delete().where(table.id == row.id).execute()
            continue
        fields = table._meta.fields
        python = {each: fields[each].python_value(value) for each, value in values.items()}
        table.update(version=table.version + 1, **python).where(table.id == row.id).execute()
