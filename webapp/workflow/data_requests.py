"""Requests about personal data made at the desk: each is carried out in one act and logged without
the data.

Ley 1581 de 2012, arts. 8, 14 and 15.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from webapp.models import Comment, Entity, Event, Staff, Submitter, Subscription
from webapp.models.base import tuples
from webapp.models.event import subject_numbered
from webapp.storage.db import overwrite_erased
from webapp.text.normal_form import bare
from webapp.values import time_zones, working_days
from webapp.vocabulary import Clue, DataRight, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import commenting, moderating, personal_data, subscribing
from webapp.workflow.acts import Actor, act, record
from webapp.workflow.personal_data import Contact
from webapp.workflow.refusals import Invalid

HANDLERS = (Role.MODERATOR,)
"""Who may find people by their data: who already reads contact data and original texts."""
READERS = (*HANDLERS, Role.AUDITOR)
"""Who may read what was done, which has no data in it."""
_DIGITS = 10
"""Of a telephone, the last ones: the country's prefix may be there or not."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What one person asks, on which of their observations and subscriptions, and since when."""

    right: DataRight
    received_on: date
    comments: Sequence[Comment]
    subscriptions: Sequence[Subscription] = ()
    contact: Contact = field(default_factory=Contact)
    consent: bool = False

    @property
    def due_on(self) -> date:
        """The last day to answer it."""
        return working_days.add_working_days(self.received_on, self.right.working_days)


def find(clue: Clue, typed: str, *, by: Actor, at: datetime) -> list[Comment]:
    """The observations, of every plan, whose submitter gave exactly this; case, accents, spaces and
    the signs within a telephone do not count. That contact data were seen is logged."""
    with act(by, *HANDLERS):
        found = _found(clue, typed)
        for comment in found:
            moderating.see_submitter(comment, by=by, at=at)
        return found


def _found(clue: Clue, typed: str) -> list[Comment]:
    if clue is Clue.FILING_NUMBER:
        comment = Comment.find(typed)
        return [comment] if comment else []
    if clue is Clue.TRACKING_CODE:
        comment = commenting.find_by_tracking_code(typed)
        return [comment] if comment else []
    wanted = _plainly(clue, typed)
    column = getattr(Submitter, clue.value)
    rows = Submitter.select(Submitter.comment, column).where(column != "").tuples().iterator()
    numbers = [comment for comment, value in rows if wanted and _plainly(clue, value) == wanted]
    return list(Comment.select().where(Comment.id.in_(numbers)).order_by(Comment.id))


def seen(numbers: Sequence[str], *, by: Staff) -> list[Comment]:
    """Those of some observations whose contact data a person has seen, by the log (R13), and those
    that have none."""
    subjects = [subject_numbered(number) for number in numbers]
    noted = Event.select(Event.subject).where(
        Event.verb == Verb.SUBMITTER_SEEN, Event.staff == by, Event.subject.in_(subjects)
    )
    found = {subject.partition(":")[2] for (subject,) in tuples(noted)}
    comments = Comment.select().where(Comment.filing_number.in_(numbers)).order_by(Comment.id)
    return [each for each in comments if each.filing_number in found or each.submitter is None]


def subscriptions(clue: Clue, typed: str) -> list[Subscription]:
    """The subscriptions of an e-mail address; none by another clue."""
    if clue is not Clue.EMAIL:
        return []
    wanted = _plainly(clue, typed)
    return [each for each in Subscription.select() if _plainly(clue, each.email) == wanted]


def _plainly(clue: Clue, text: str) -> str:
    """The spelling in which two values of a clue are compared."""
    if clue is Clue.PHONE:
        return "".join(filter(str.isdigit, text))[-_DIGITS:]
    if clue is Clue.EMAIL:
        return text.strip().casefold()
    return " ".join(bare(text).split())


def exercise(request: Request, *, by: Actor, at: datetime) -> Event:
    """Carry out a request on every observation, or on none; the log has their numbers and what was
    done, and no data. Raises Invalid, NotAllowed."""
    with act(by, *HANDLERS):
        _check(request, time_zones.to_local(at, Entity.current().zone).date())
        do = _act_of(request, by, at)
        for comment in request.comments:
            do(comment)
        if request.right is DataRight.ERASE:
            for subscription in request.subscriptions:
                subscribing.leave(subscription)
        done = record(
            Verb.RIGHTS_EXERCISED,
            f"data_request:{len(answered()) + 1}",
            by=by,
            at=at,
            right=request.right,
            received_on=request.received_on.isoformat(),
            due_on=request.due_on.isoformat(),
            about=[each.filing_number for each in request.comments],
            subscriptions=len(request.subscriptions),
        )
    overwrite_erased()
    return done


def _check(request: Request, today: date) -> None:
    faults = {}
    if not (request.comments or request.subscriptions):
        faults["numbers"] = N_("Pick at least one observation.")
    if request.received_on > today:
        faults["received_on"] = N_("The date of receipt cannot be in the future.")
    if request.subscriptions and request.right in (DataRight.CORRECT, DataRight.HIDE):
        faults["handles"] = N_("A subscription can be told of or erased, nothing else.")
    if faults:
        raise Invalid(**faults)


def _act_of(request: Request, by: Actor, at: datetime) -> Callable[[Comment], None]:
    def hide(comment: Comment) -> None:
        personal_data.hide_name(comment, by=by, at=at)
        personal_data.hide_group(comment, by=by, at=at)
        personal_data.hide_territory(comment, by=by, at=at)

    def correct(comment: Comment) -> None:
        personal_data.correct(comment, request.contact, consent=request.consent, by=by, at=at)

    acts: dict[DataRight, Callable[[Comment], None]] = {
        DataRight.KNOW: lambda comment: None,
        DataRight.CORRECT: correct,
        DataRight.HIDE: hide,
        DataRight.ERASE: lambda comment: personal_data.erase(comment, by=by, at=at),
    }
    return acts[request.right]


def to_disclose(request: Event, *, by: Staff, at: datetime) -> list[Comment]:
    """The observations named in a request to know one's data, for whoever attended it; none for
    anybody else. Each time, the log notes that their data were seen (R13)."""
    is_theirs = request.staff_id == by.id and by.has(*HANDLERS)
    if request.details["right"] != DataRight.KNOW or not is_theirs:
        return []
    with act(by, *HANDLERS):
        is_named = Comment.filing_number.in_(request.details["about"])
        comments = list(Comment.select().where(is_named).order_by(Comment.id))
        for comment in comments:
            moderating.see_submitter(comment, by=by, at=at)
        return comments


def answered() -> list[Event]:
    """The requests that were answered, oldest first: the place of each is its number."""
    return list(Event.select().where(Event.verb == Verb.RIGHTS_EXERCISED).order_by(Event.position))
