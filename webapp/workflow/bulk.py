"""Doing one thing to a list of observations: exactly the list that was shown, and undone (R16)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.models import Answer, BulkAct, Comment, Event, Handling, Part, Plan, Staff
from webapp.models.base import tuples
from webapp.models.event import subject_numbered
from webapp.storage.db import transaction
from webapp.vocabulary import AnswerState, BulkVerb, Obstacle, Publication, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import indexing, moderating, reporting, segregating
from webapp.workflow.acts import record
from webapp.workflow.refusals import NotAllowed, Refused, WrongState

UNDOERS = (Role.EDITOR, Role.ADMIN)
"""Who may undo what somebody else did at once."""
MOST = 500
"""Observations that one act may touch."""
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
_Row = Comment | Answer | Handling
_Rows = dict[str, _Row | None]
_Snapshot = dict[str, dict[str, Any] | None]
_PARTS: tuple[tuple[str, type[_Row], tuple[str, ...]], ...] = (
    ("comment", Comment, MODERATION),
    ("answer", Answer, ANSWER),
    ("handling", Handling, HANDLING),
)
_LOGGED = {"comment": ("publication",), "answer": ("state", "decision"), "handling": HANDLING[:3]}
"""What the log says of what is put back: texts and tags stand in the act itself."""


@dataclass(frozen=True)
class Listed:
    """One observation of the list as it was shown: its number and the stamp of its rows."""

    filing_number: str
    stamp: str


@dataclass(frozen=True)
class LeftOut:
    """One observation left as it is, and why."""

    comment: Comment
    why: Obstacle


class ListChanged(WrongState):
    """Observations of the list are not as they were shown; `numbers` are theirs."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(
            N_("The list has changed since you read it. Review it again."), count=len(numbers)
        )
        self.numbers = numbers


def stamps(comments: Sequence[Comment]) -> dict[int, str]:
    """By comment id, a text that differs once any of its rows is saved: two queries."""
    numbers = [comment.id for comment in comments]
    versions: dict[int, dict[str, int]] = {comment.id: {} for comment in comments}
    for name, table in (("answer", Answer), ("handling", Handling)):
        rows = table.select(table.comment, table.version).where(table.comment.in_(numbers))
        for number, version in tuples(rows):
            versions[number][name] = version
    return {
        comment.id: f"{comment.version}.{versions[comment.id].get('answer', 0)}"
        f".{versions[comment.id].get('handling', 0)}"
        for comment in comments
    }


def left_out(comments: Sequence[Comment], verb: BulkVerb, *, by: Staff) -> list[LeftOut]:
    """Those that an act at once must not touch, each with why. Four queries at most."""
    found: Mapping[int, Obstacle | None] = {}
    if verb is BulkVerb.SHOWN:
        found = {comment.id: _why_not_shown(comment) for comment in comments}
    elif verb in (BulkVerb.ANSWERED, BulkVerb.GROUP_ANSWERED):
        found = _why_not_answered(comments, by)
    return [LeftOut(each, why) for each in comments if (why := found.get(each.id))]


def _why_not_shown(comment: Comment) -> Obstacle | None:
    if comment.publication is Publication.SHOWN:
        return Obstacle.ALREADY_SHOWN
    if comment.publication is not Publication.PENDING:
        return Obstacle.MODERATED
    if moderating.suggested(comment):
        return Obstacle.PERSONAL_DATA
    return None


def _why_not_answered(comments: Sequence[Comment], by: Staff) -> dict[int, Obstacle]:
    numbers = [comment.id for comment in comments]
    found: dict[int, Obstacle] = {}
    for part in Part.select(Part.comment).where(Part.comment.in_(numbers)).distinct():
        found[part.comment_id] = Obstacle.IN_PARTS
    if by.area_id:
        theirs = Handling.select(Handling.comment).where(
            Handling.comment.in_(numbers), Handling.area.is_null(False), Handling.area != by.area_id
        )
        found |= {each.comment_id: Obstacle.OTHER_AREA for each in theirs}
    impeded = segregating.impediments_of(by)
    found |= {each.id: Obstacle.IMPEDIMENT for each in comments if each.filing_number in impeded}
    gone = Answer.select(Answer.comment).where(
        Answer.comment.in_(numbers),
        Answer.state.not_in([each for each in AnswerState if each.is_writable]),
    )
    return found | {each.comment_id: Obstacle.NOT_A_DRAFT for each in gone}


def act_on(
    listed: Sequence[Listed],
    verb: BulkVerb,
    do: Callable[[Comment], object],
    *,
    plan: Plan,
    by: Staff,
    at: datetime,
) -> BulkAct:
    """Do one thing to each observation listed, all or none; each act leaves its own event.

    Raises ListChanged when any of them is not as it was shown or must be left out, Refused for
    an empty list or one longer than MOST, and whatever `do` refuses.
    """
    with transaction():
        comments = _listed(listed, plan)
        unfit = left_out(comments, verb, by=by)
        if unfit:
            raise ListChanged([each.comment.filing_number for each in unfit])
        before = {number: _snapshot(rows) for number, rows in _rows_of(comments).items()}
        for comment in comments:
            do(comment)
        after = stamps(_again(comments))
        bulk = BulkAct.create(
            plan=plan,
            verb=verb,
            staff=by,
            done_at=at,
            size=len(comments),
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
        record(Verb.BULK_DONE, bulk, by=by, at=at, plan=plan, what=verb, items=len(comments))
        return bulk


def undo(bulk: BulkAct, *, by: Staff, at: datetime) -> list[LeftOut]:
    """Put each observation back as it was, byte for byte; give those that others edited since.

    Which were left, why and who had edited them stays in the act's items. Raises NotAllowed for
    who may not, WrongState when it was undone already.
    """
    if not may_undo(bulk, by):
        raise NotAllowed(N_("Only who did this, an editor or an administrator can undo it."))
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
            for comment in Comment.select(Comment, Plan)
            .join(Plan)
            .where(Comment.id.in_([item["comment"] for item in bulk.items]))
        }
        now, rows = stamps(list(comments.values())), _rows_of(list(comments.values()))
        left, back = [], []
        for item in bulk.items:
            comment = comments[item["comment"]]
            why = _why_not_undone(comment, item, now[comment.id])
            if why:
                left.append(LeftOut(comment, why))
            else:
                _put_back(comment, rows[comment.id], item["before"], bulk, by=by, at=at)
                back.append(comment)
        _keep_left(bulk, left)
        if bulk.verb is BulkVerb.SHOWN:
            reporting.renew(back, by=by, at=at)
        return left


def may_undo(bulk: BulkAct, staff: Staff) -> bool:
    """Whether a person may undo an act: who did it, and any editor or administrator, for its author
    may have left."""
    return staff.active and (bulk.staff_id == staff.id or staff.has(*UNDOERS))


def _why_not_undone(comment: Comment, item: dict[str, Any], stamp: str) -> Obstacle | None:
    if item["before"] is None:
        return Obstacle.ERASED
    if stamp == item["stamp"]:
        return None
    answer = Answer.of(comment)
    if answer and answer.state is AnswerState.PUBLISHED:
        return Obstacle.PUBLISHED
    return Obstacle.EDITED


def _put_back(
    comment: Comment, rows: _Rows, before: _Snapshot, bulk: BulkAct, *, by: Staff, at: datetime
) -> None:
    was = _snapshot(rows)
    _restore(rows, before)
    indexing.add_comments([comment])
    record(
        Verb.BULK_UNDONE,
        comment,
        by=by,
        at=at,
        plan=comment.plan,
        what=bulk.verb,
        bulk=bulk.id,
        before=_logged(was),
        after=_logged(before),
    )


def _logged(snapshot: _Snapshot) -> dict[str, Any]:
    return {
        name: {column: row[column] for column in columns}
        for name, columns in _LOGGED.items()
        if (row := snapshot[name])
    }


def _keep_left(bulk: BulkAct, left: Sequence[LeftOut]) -> None:
    """Write into the act's items which were left, for whoever reads it later."""
    editors = _last_editors([each.comment.filing_number for each in left])
    why = {each.comment.id: each.why for each in left}
    for item in bulk.items:
        if item["comment"] in why:
            item["left"] = why[item["comment"]]
            item["left_by"] = editors.get(item["filing_number"], "")
    BulkAct.update(items=bulk.items).where(BulkAct.id == bulk.id).execute()


def _last_editors(numbers: Collection[str]) -> dict[str, str]:
    acts = (
        Event.select(Event.subject, Staff.name.alias("name"))
        .join(Staff)
        .where(Event.subject.in_([subject_numbered(number) for number in numbers]))
        .order_by(Event.position)
    )
    return {subject.partition(":")[2]: name for subject, name in tuples(acts)}


def _listed(listed: Sequence[Listed], plan: Plan) -> list[Comment]:
    if not listed:
        raise Refused(N_("Pick at least one observation."))
    if len(listed) > MOST:
        raise Refused(N_("Pick up to 500 observations at once."))
    shown = {each.filing_number: each.stamp for each in listed}
    comments = list(
        Comment.select()
        .where(Comment.plan == plan, Comment.filing_number.in_(list(shown)))
        .order_by(Comment.id)
    )
    for comment in comments:
        comment.plan = plan
    now = stamps(comments)
    found = {comment.filing_number: now[comment.id] for comment in comments}
    changed = [number for number, stamp in shown.items() if found.get(number) != stamp]
    if changed:
        raise ListChanged(changed)
    return comments


def _again(comments: Sequence[Comment]) -> list[Comment]:
    return list(Comment.select().where(Comment.id.in_([comment.id for comment in comments])))


def _rows_of(comments: Sequence[Comment]) -> dict[int, _Rows]:
    """By comment id, the rows that an act may touch: three queries."""
    numbers = [comment.id for comment in comments]
    rows: dict[int, _Rows] = {number: {} for number in numbers}
    for name, table, _ in _PARTS:
        key = table.id if issubclass(table, Comment) else table.comment
        found = {row.__data__[key.name]: row for row in table.select().where(key.in_(numbers))}
        for number in numbers:
            rows[number][name] = found.get(number)
    return rows


def _snapshot(rows: _Rows) -> _Snapshot:
    return {
        name: _values(row, columns) if (row := rows[name]) else None for name, _, columns in _PARTS
    }


def _values(row: _Row, columns: Sequence[str]) -> dict[str, Any]:
    """Each column as the database keeps it, so that it goes back the same."""
    return {name: type(row)._meta.fields[name].db_value(row.__data__[name]) for name in columns}


def _restore(rows: _Rows, before: _Snapshot) -> None:
    for name, table, _ in _PARTS:
        row, values = rows[name], before[name]
        if row is None:
            continue
        if values is None:
            table.delete().where(table.id == row.id).execute()
            continue
        fields = table._meta.fields
        python = {each: fields[each].python_value(value) for each, value in values.items()}
        table.update(version=table.version + 1, **python).where(table.id == row.id).execute()
