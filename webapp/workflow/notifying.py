"""What goes into the outbox: each act leaves its notices there, in its own transaction.

An act that fails leaves none; the same notice is never put in twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from peewee import Expression, fn

from webapp.models import (
    Answer,
    Comment,
    Consultation,
    Correction,
    Edition,
    Entity,
    Extension,
    Notice,
    Plan,
    Submitter,
    Subscription,
)
from webapp.models.base import tuples
from webapp.values import time_zones
from webapp.vocabulary import NoticeKind, NoticeReason, NoticeState
from webapp.vocabulary.messages import N_
from webapp.workflow import mailboxes
from webapp.workflow.refusals import Invalid

SECOND_THOUGHTS = timedelta(minutes=10)
"""How long what moderation decided waits, so that it can be undone before any notice goes out."""
MOST_A_DAY = 20
"""Observations of a day of which one mailbox gets notices."""
MOST_CONFIRMATIONS = 5
"""Links to confirm a subscription that one mailbox gets in a day."""

TO_ALL = (NoticeKind.ADJUSTED, NoticeKind.CANCELLED)
"""What goes to both authors and subscribers; to whoever is both, as an author."""
UNSENT = (NoticeState.WAITING, NoticeState.RETRYING, NoticeState.SENDING)
"""States in which the mail server cannot have the notice."""
_AT_ONCE = 500
_Row = dict[str, Any]


# --- to the author of an observation --------------------------------------------------------------


def received(filed: Iterable[tuple[Comment, str]], *, at: datetime) -> None:
    """A receipt with its code to the author of each observation who gave an address.

    Of the observations that the public sends, one mailbox gets notices of MOST_A_DAY only, now and
    later: the address may be another's.
    """
    receipts = list(filed)
    addresses = _addresses([comment.id for comment, _ in receipts])
    rows = []
    for comment, code in receipts:
        if comment.id not in addresses:
            continue
        # What staff type in has been looked at: one organisation may send many letters.
        goes_out = (
            comment.filed_by_id is not None
            or mailboxes.count(addresses[comment.id], NoticeKind.RECEIPT, at=at) <= MOST_A_DAY
        )
        row = _to_author(f"receipt:{comment.id}", NoticeKind.RECEIPT, comment, at)
        rows.append({**row, **_delivery(goes_out, code, at)})
    _put(rows)


def address_given(comment: Comment, code: str, *, at: datetime) -> None:
    """The receipt, to the address that its author gives after it was filed.

    Raises Invalid when that mailbox was named in too many observations of the last day.
    """
    (address,) = _addresses([comment.id]).values()
    if mailboxes.had_today(address, NoticeKind.RECEIPT, at=at) >= MOST_A_DAY:
        raise Invalid(
            email=N_("This address was given for many observations today. Try again tomorrow.")
        )
    mailboxes.count(address, NoticeKind.RECEIPT, at=at)
    key = f"receipt:{comment.id}:{at:%Y-%m-%dT%H:%M:%S.%f}"
    row = _to_author(key, NoticeKind.RECEIPT, comment, at)
    _put([{**row, **_delivery(True, code, at)}])


def _delivery(goes_out: bool, code: str, at: datetime) -> _Row:
    if goes_out:
        return {"state": NoticeState.WAITING, "reason": None, "code": code, "due_at": at}
    return {
        "state": NoticeState.DROPPED,
        "reason": NoticeReason.TOO_MANY,
        "code": "",
        "due_at": None,
    }


def _addresses(comments: Sequence[int]) -> dict[int, str]:
    """The address that the author of each of some observations gave, if any."""
    found: dict[int, str] = {}
    for start in range(0, len(comments), _AT_ONCE):
        rows = Submitter.select(Submitter.comment, Submitter.email).where(
            Submitter.comment.in_(comments[start : start + _AT_ONCE]), Submitter.email != ""
        )
        found |= dict(tuples(rows))
    return found


def _may_be_written_to() -> Expression:
    """That an author has an address, not named in too many observations of a day."""
    too_many = Notice.select(Notice.id).where(
        Notice.comment == Submitter.comment,
        Notice.kind == NoticeKind.RECEIPT,
        Notice.reason == NoticeReason.TOO_MANY,
    )
    return (Submitter.email != "") & ~fn.EXISTS(too_many)


def moderated(comment: Comment, *, at: datetime) -> None:
    """What is shown of an observation, and why. Only the last decision goes out."""
    drop(NoticeReason.REPLACED, Notice.comment == comment, Notice.kind == NoticeKind.MODERATED)
    if with_address([comment.id]):
        key = f"moderated:{comment.id}:{comment.version}"
        row = _to_author(key, NoticeKind.MODERATED, comment, at)
        _put([{**row, "due_at": at + SECOND_THOUGHTS}])


def answered(answers: Sequence[Answer], *, at: datetime) -> None:
    """The answer to each observation, whatever was decided."""
    reachable = with_address([answer.comment_id for answer in answers])
    _put(
        _to_author(f"answered:{each.comment_id}", NoticeKind.ANSWERED, each.comment, at)
        for each in answers
        if each.comment_id in reachable
    )


def annulled(comments: Sequence[Comment], *, at: datetime) -> None:
    """That the registration of each was annulled, and why; its other notices do not go out."""
    numbers = [comment.id for comment in comments]
    reachable = with_address(numbers)
    drop(NoticeReason.OUT_OF_DATE, Notice.comment.in_(numbers), Notice.kind != NoticeKind.RECEIPT)
    _put(
        _to_author(f"annulled:{each.id}:{at.isoformat()}", NoticeKind.ANNULLED, each, at)
        for each in comments
        if each.id in reachable
    )


def reinstated(comments: Sequence[Comment], *, at: datetime) -> None:
    """That the annulment of each was taken back, and why."""
    numbers = [comment.id for comment in comments]
    reachable = with_address(numbers)
    kinds = (NoticeKind.ANNULLED, NoticeKind.REINSTATED)
    drop(NoticeReason.REPLACED, Notice.comment.in_(numbers), Notice.kind.in_(kinds))
    _put(
        _to_author(f"reinstated:{each.id}:{at.isoformat()}", NoticeKind.REINSTATED, each, at)
        for each in comments
        if each.id in reachable
    )


def answer_corrected(correction: Correction, *, at: datetime) -> None:
    """That the answer to an observation was corrected, and how."""
    comment, kind = correction.comment, NoticeKind.ANSWER_CORRECTED
    drop(NoticeReason.REPLACED, Notice.comment == comment, Notice.kind == kind)
    if comment and with_address([comment.id]):
        key = f"answer_corrected:{correction.id}"
        _put([_to_author(key, kind, comment, at)])


def with_address(comments: Sequence[int]) -> set[int]:
    """Those of some observations, by id, whose author has an address that may be written to."""
    found: set[int] = set()
    for start in range(0, len(comments), _AT_ONCE):
        some = comments[start : start + _AT_ONCE]
        rows = Submitter.select(Submitter.comment).where(
            Submitter.comment.in_(some),
            _may_be_written_to(),
        )
        found |= {comment for (comment,) in tuples(rows)}
    return found


# --- to everyone who follows a plan ---------------------------------------------------------------


def announced(consultation: Consultation, *, at: datetime) -> None:
    """A new round: to the subscribers of earlier ones, and to those of every plan."""
    to_subscribers(f"announced:{consultation.id}", NoticeKind.ANNOUNCED, consultation, at)


def extended(extension: Extension, *, at: datetime) -> None:
    """A later close, or one that was withdrawn, to subscribers; only the last one goes out."""
    consultation = extension.consultation
    drop(
        NoticeReason.REPLACED,
        Notice.consultation == consultation,
        Notice.kind.in_((NoticeKind.EXTENDED, NoticeKind.CLOSING_SOON)),
    )
    key = f"withdrawn:{extension.id}" if extension.withdrawn_at else f"extended:{extension.id}"
    to_subscribers(key, NoticeKind.EXTENDED, consultation, at)


def shortened(extension: Extension, *, at: datetime) -> None:
    """That a further window does not open, or closes earlier, to subscribers; notices of that
    window that were still to go out do not."""
    consultation = extension.consultation
    drop(
        NoticeReason.REPLACED,
        Notice.consultation == consultation,
        Notice.kind.in_((NoticeKind.EXTENDED, NoticeKind.OPENED, NoticeKind.CLOSING_SOON)),
    )
    to_subscribers(f"shortened:{extension.id}", NoticeKind.SHORTENED, consultation, at)


def report_published(consultation: Consultation, *, at: datetime) -> None:
    """The answers, to subscribers."""
    to_subscribers(f"report:{consultation.id}", NoticeKind.REPORT, consultation, at)


def adjusted(edition: Edition, consultation: Consultation, *, at: datetime) -> None:
    """The adjusted edition, to all authors with an address, and to the subscribers who are not
    among them."""
    key, kind = f"adjusted:{edition.id}", NoticeKind.ADJUSTED
    _to_authors(key, kind, consultation, at, edition=edition.id)
    to_subscribers(key, kind, consultation, at, edition=edition.id)


def form_corrected(edition: Edition, consultation: Consultation, *, at: datetime) -> None:
    """An edition with corrections of form, to the subscribers: it came out of no round, and answers
    nobody. The round is the last that was held."""
    key, kind = f"form_corrected:{edition.id}", NoticeKind.FORM_CORRECTED
    to_subscribers(key, kind, consultation, at, edition=edition.id)


def cancelled(plan: Plan, *, at: datetime) -> None:
    """The end of a plan before its time, to its subscribers and its authors."""
    consultation = plan.announced_round
    if consultation is None:
        return
    drop(
        NoticeReason.OUT_OF_DATE,
        Notice.plan == plan,
        Notice.kind.in_([kind for kind in NoticeKind if kind.invites]),
    )
    key, kind = f"cancelled:{plan.id}", NoticeKind.CANCELLED
    _to_authors(key, kind, consultation, at)
    to_subscribers(key, kind, consultation, at)


def confirmation(subscription: Subscription, *, at: datetime) -> None:
    """The link that confirms a subscription, or a reminder of it: at most one in a day, and few
    for one mailbox, so that nobody fills another's."""
    today = time_zones.to_local(at, Entity.current().zone).date()
    key = f"confirmation:{subscription.handle}:{today}"
    if Notice.select().where(Notice.key == key).exists():
        return
    if mailboxes.count(subscription.email, NoticeKind.CONFIRMATION, at=at) > MOST_CONFIRMATIONS:
        return
    row = _row(key, NoticeKind.CONFIRMATION, subscription.plan_id, at)
    _put([{**row, "subscription": subscription.id}])


# --- taking out -----------------------------------------------------------------------------------


def forget(comment: Comment) -> None:
    """Leave no notice to who withdrew their address, nor the code of their receipt."""
    unsent = Notice.select().where(
        Notice.comment == comment, Notice.state.in_(UNSENT), Notice.kind.in_(TO_ALL)
    )
    instead = list(unsent)
    drop(NoticeReason.NO_ADDRESS, Notice.comment == comment)
    Notice.update(code="").where(Notice.comment == comment).execute()
    for each in instead:
        _to_the_subscriber(each)


def forget_subscription(subscription: Subscription) -> None:
    """Leave no notice to who wants no more."""
    drop(NoticeReason.NO_ADDRESS, Notice.subscription == subscription)


def _to_the_subscriber(notice: Notice) -> None:
    """To the subscriber of an address, what its author gets no more: they may be two people."""
    key, more = notice.key.rpartition(":comment:")[0], {}
    if notice.edition_id:
        more["edition"] = notice.edition_id
    if notice.consultation:
        to_subscribers(key, notice.kind, notice.consultation, notice.created_at, **more)


def drop(reason: NoticeReason, *which: Expression) -> None:
    """Drop, of some notices, those that the mail server cannot have."""
    Notice.update(state=NoticeState.DROPPED, reason=reason, code="", due_at=None).where(
        Notice.state.in_(UNSENT), *which
    ).execute()


# --- rows -----------------------------------------------------------------------------------------


def _row(key: str, kind: NoticeKind, plan: int | None, at: datetime) -> _Row:
    return {"key": key, "kind": kind, "plan": plan, "created_at": at, "due_at": at}


def _to_author(key: str, kind: NoticeKind, comment: Comment, at: datetime) -> _Row:
    return {**_row(key, kind, comment.plan_id, at), "comment": comment.id}


def _to_authors(
    key: str, kind: NoticeKind, consultation: Consultation, at: datetime, **more: int
) -> None:
    reachable = (
        Comment.select(Comment.id)
        .join(Submitter)
        .where(
            Comment.consultation == consultation,
            Comment.stands(),
            _may_be_written_to(),
        )
        .order_by(Comment.id)
    )
    _put(
        {
            **_row(f"{key}:comment:{comment}", kind, consultation.plan_id, at),
            "consultation": consultation.id,
            "comment": comment,
            **more,
        }
        for (comment,) in tuples(reachable)
    )


def to_subscribers(
    key: str, kind: NoticeKind, consultation: Consultation, at: datetime, **more: int
) -> None:
    """To every subscriber confirmed by then, of the plan or of all: each address once, and to
    nobody who gets the same as an author."""
    authors = (
        Submitter.select(fn.LOWER(Submitter.email))
        .join(Comment)
        .join(Notice)
        .where(
            Notice.consultation == consultation,
            Notice.kind == kind,
            Notice.state != NoticeState.DROPPED,
        )
    )
    is_confirmed = Subscription.confirmed_at <= at
    of_the_plan = (Subscription.plan == consultation.plan_id) & is_confirmed
    known = Subscription.alias()
    twice = known.select(known.email).where(
        known.plan == consultation.plan_id, known.confirmed_at <= at
    )
    of_every_plan = Subscription.plan.is_null() & is_confirmed & Subscription.email.not_in(twice)
    subscribers = Subscription.select(Subscription.id, Subscription.handle).where(
        of_the_plan | of_every_plan, Subscription.email.not_in(authors)
    )
    _put(
        {
            **_row(f"{key}:{handle}", kind, consultation.plan_id, at),
            "consultation": consultation.id,
            "subscription": subscriber,
            **more,
        }
        for subscriber, handle in tuples(subscribers.order_by(Subscription.id))
    )


def _put(rows: Iterable[_Row]) -> None:
    """Write notices that are not there yet, few statements for many."""
    wanted = list(rows)
    for start in range(0, len(wanted), _AT_ONCE):
        Notice.insert_many(wanted[start : start + _AT_ONCE]).on_conflict_ignore().execute()
