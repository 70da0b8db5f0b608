"""What becomes of a notice: claimed, handed over, and what the mail server said to it.

A claim is a number: who holds an older one may note nothing any more. The mark of handing over
is kept before the last bytes go out, so that a notice without it cannot have arrived, and one
with it is never sent again by itself.
"""

from datetime import datetime, timedelta

from peewee import Expression

from webapp.models import Notice
from webapp.storage.db import transaction
from webapp.vocabulary import NoticeReason, NoticeState, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, record
from webapp.workflow.notifying import UNSENT
from webapp.workflow.refusals import WrongState

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
PUT_OFF_FOR = timedelta(days=4)
"""How long a mail server may put a message off before it is given up."""
CODE_LIFETIME = timedelta(days=7)
"""How long a receipt that does not go out keeps its tracking code."""
DECIDERS = (Role.MODERATOR, Role.EDITOR, Role.ADMIN)

_HANDED_OVER = (NoticeState.HANDING_OVER, NoticeState.IN_DOUBT)


def settle(*, at: datetime) -> int:
    """Put in doubt what was being handed over when its process ended; give how many."""
    return (
        Notice.update(state=NoticeState.IN_DOUBT, reason=NoticeReason.NO_REPLY, due_at=None)
        .where(Notice.due_at <= at, Notice.state == NoticeState.HANDING_OVER)
        .execute()
    )


def claim_next(*, lasts: timedelta, at: datetime) -> Notice | None:
    """Take the notice that is due the longest, for a while; None when there is none.

    A claim that ran out before anything was handed over is taken anew.
    """
    if not Notice.due(at).exists():
        return None
    with transaction():
        settle(at=at)
        notice = Notice.due(at).first()
        if notice is None:
            return None
        notice.state, notice.due_at = NoticeState.SENDING, at + lasts
        notice.attempts += 1
        notice.started_at = notice.started_at or at
        notice.save()
        return notice


def hand_over(notice: Notice, *, lasts: timedelta, at: datetime) -> bool:
    """Keep the mark that the mail server is about to have it all; whether the claim still holds.

    Without it the last bytes must not be sent.
    """
    return _keep(notice, (NoticeState.SENDING,), state=NoticeState.HANDING_OVER, due_at=at + lasts)


def delivered(notice: Notice, *, at: datetime) -> None:
    """The mail server took it."""
    _keep(
        notice,
        _HANDED_OVER,
        state=NoticeState.SENT,
        reason=None,
        reply="",
        code="",
        due_at=None,
        sent_at=at,
    )


def in_doubt(notice: Notice) -> None:
    """It was handed over and nobody knows whether it was taken."""
    _keep(
        notice,
        _HANDED_OVER,
        state=NoticeState.IN_DOUBT,
        reason=NoticeReason.NO_REPLY,
        due_at=None,
    )


def failed(notice: Notice, reason: NoticeReason, *, reply: str = "", at: datetime) -> None:
    """It cannot have arrived: tried again after a pause that doubles."""
    pause = min(FIRST_PAUSE * 2 ** min(notice.attempts - 1, 20), LONGEST_PAUSE)
    _keep(
        notice,
        (*UNSENT, *_HANDED_OVER),
        state=NoticeState.RETRYING,
        reason=reason,
        reply=reply,
        due_at=at + pause,
    )


def put_off(notice: Notice, reason: NoticeReason, *, reply: str, at: datetime) -> NoticeState:
    """The mail server asks for patience with this one; given up after some days of it."""
    if notice.started_at and at - notice.started_at >= PUT_OFF_FOR:
        give_up(notice, reason, reply=reply)
        return NoticeState.GIVEN_UP
    failed(notice, reason, reply=reply, at=at)
    return NoticeState.RETRYING


def give_up(notice: Notice, reason: NoticeReason, *, reply: str = "") -> None:
    """It was refused for good: only a person may have it tried again."""
    _keep(
        notice,
        (*UNSENT, *_HANDED_OVER),
        state=NoticeState.GIVEN_UP,
        reason=reason,
        reply=reply,
        due_at=None,
    )


def drop(notice: Notice, reason: NoticeReason) -> None:
    """It need not be sent any more."""
    _keep(notice, UNSENT, state=NoticeState.DROPPED, reason=reason, reply="", code="", due_at=None)


def _keep(notice: Notice, sources: tuple[NoticeState, ...], **values: object) -> bool:
    """Note how a claimed notice stands, unless someone else holds or settled it since."""
    with transaction():
        noted = (
            Notice.update(**values)
            .where(_is(notice), Notice.attempts == notice.attempts, Notice.state.in_(sources))
            .execute()
        )
    return bool(noted)


def _is(notice: Notice) -> Expression:
    return Notice.id == notice.id


def send_again(notice: Notice, *, attempts: int, by: Actor, at: datetime) -> None:
    """Have a notice sent that is in doubt or was given up. In doubt, it may then arrive twice.

    `attempts` is what whoever decides was shown (R12). Raises WrongState when it has moved on.
    """
    _decide(
        notice, Verb.NOTICE_SENT_AGAIN, attempts, by=by, at=at,
        state=NoticeState.WAITING, due_at=at, started_at=None,
    )  # fmt: skip


def take_as_sent(notice: Notice, *, attempts: int, by: Actor, at: datetime) -> None:
    """Mark as sent a notice that is in doubt, or whose news was given in another way.

    `attempts` is what whoever decides was shown (R12). Raises WrongState when it has moved on.
    """
    _decide(
        notice, Verb.NOTICE_TAKEN_AS_SENT, attempts, by=by, at=at,
        state=NoticeState.SENT, code="", sent_at=at,
    )  # fmt: skip


def _decide(
    notice: Notice, verb: Verb, attempts: int, *, by: Actor, at: datetime, **values: object
) -> None:
    with act(by, *DECIDERS):
        undecided = [state for state in NoticeState if state.asks_for_a_decision]
        decided = (
            Notice.update(**values)
            .where(_is(notice), Notice.attempts == attempts, Notice.state.in_(undecided))
            .execute()
        )
        if not decided:
            raise WrongState(N_("This notice has moved on. Look at the list again."))
        record(
            verb,
            notice,
            by=by,
            at=at,
            plan=notice.plan,
            before=notice.state,
            after=values["state"],
            kind=notice.kind,
        )


def forget_codes(*, at: datetime) -> int:
    """Erase the tracking codes of receipts that have not gone out in a week; give how many."""
    with transaction():
        return (
            Notice.update(code="")
            .where(Notice.code != "", Notice.created_at <= at - CODE_LIFETIME)
            .execute()
        )
