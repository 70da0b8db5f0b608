"""What can be done to many observations at once: hand over, show, tag, answer (R16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from webapp.models import Answer, Area, BulkAct, Comment, Handling, Plan, Staff
from webapp.text.visible import is_blank
from webapp.vocabulary import BulkVerb, Role
from webapp.vocabulary.messages import N_
from webapp.workflow import answering, handling, moderating, reporting
from webapp.workflow.acts import act
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import Listed, act_on
from webapp.workflow.refusals import Invalid, StaleCopy


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """Who is to have the observations, and until when. What is empty stays as each has it."""

    area: Area | None = None
    staff: Staff | None = None
    due_on: date | None = None


def assign(
    listed: Sequence[Listed], duty: Assignment, *, plan: Plan, by: Staff, at: datetime
) -> BulkAct:
    """Hand observations to an area or a person, until a day. Raises Invalid, ListChanged.

    A person of another area than the one an observation goes to takes it along to theirs.
    """
    if not (duty.area or duty.staff or duty.due_on):
        raise Invalid(area=N_("Say at least an area, a person or a day."))

    def hand_over(comment: Comment) -> object:
        current = _handling(comment)
        area = duty.area or (duty.staff and duty.staff.area) or current.area
        staff = duty.staff or (current.staff if area == current.area else None)
        return handling.assign(
            comment,
            area=area,
            staff=staff,
            due_on=duty.due_on or current.due_on,
            version=current.version,
            by=by,
            at=at,
        )

    with act(by, *handling.HANDLERS):
        return act_on(listed, BulkVerb.ASSIGNED, hand_over, plan=plan, by=by, at=at)


def show(listed: Sequence[Listed], *, plan: Plan, by: Staff, at: datetime) -> BulkAct:
    """Show observations as they were filed: those in review without a sign of personal data."""

    shown: list[Comment] = []

    def publish(comment: Comment) -> None:
        shown.append(moderating.show(comment, version=comment.version, by=by, at=at, alone=False))

    with act(by, Role.MODERATOR):
        bulk = act_on(listed, BulkVerb.SHOWN, publish, plan=plan, by=by, at=at)
        reporting.renew(shown, by=by, at=at)
        return bulk


def tag(
    listed: Sequence[Listed], tags: Iterable[str], *, plan: Plan, by: Staff, at: datetime
) -> BulkAct:
    """Put tags on observations beside the ones each has. Raises Invalid, ListChanged."""
    words = [word for word in tags if not is_blank(word)]
    if not words:
        raise Invalid(tags=N_("Write at least one tag."))

    def put(comment: Comment) -> object:
        current = _handling(comment)
        return handling.tag(comment, [*current.tags, *words], version=current.version, by=by, at=at)

    with act(by, *handling.HANDLERS):
        return act_on(listed, BulkVerb.TAGGED, put, plan=plan, by=by, at=at)


def answer(
    listed: Sequence[Listed], reply: Reply, *, submit: bool, plan: Plan, by: Staff, at: datetime
) -> BulkAct:
    """Give observations the same answer, as a draft or to be approved (R7, R11).

    Raises Invalid, ListChanged, WrongState out of phase.
    """
    write = answering.submit if submit else answering.draft
    if submit:
        reply.check()

    def give(comment: Comment) -> object:
        existing = Answer.of(comment)
        return write(comment, reply, version=existing.version if existing else None, by=by, at=at)

    with act(by, Role.RESPONDER):
        return act_on(listed, BulkVerb.ANSWERED, give, plan=plan, by=by, at=at)


def _handling(comment: Comment) -> Handling:
    found = Handling.of(comment)
    if found is None:
        raise StaleCopy(comment)
    return found
