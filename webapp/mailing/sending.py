"""Sending what is due: claim, write, hand over, note what the mail server said."""

import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, g

from webapp.mailing import letters
from webapp.mailing.envelope import Envelope, seal
from webapp.mailing.readiness import NotReady, lacking, mail_server
from webapp.mailing.smtp import (
    LAST_REPLY,
    REPLIES,
    Courier,
    InDoubt,
    LostHold,
    PutOff,
    RefusedForGood,
    ServerFails,
)
from webapp.models import Notice
from webapp.settings.mail_server import MailServer
from webapp.values import clock
from webapp.values.addresses import BadAddress
from webapp.vocabulary import NoticeReason, NoticeState
from webapp.web.filters import entity
from webapp.workflow import notice_delivery, reminding

Clock = Callable[[], datetime]


def send_due(
    *, now: Clock = clock.now, over: Callable[[], bool] = lambda: False
) -> Counter[NoticeState]:
    """Send all that is due, once; give how many came to which state.

    Ends early, without harm, when the mail server fails for all, or when it is `over`. Raises
    NotReady.
    """
    missing, server = lacking(), mail_server()
    if missing or server is None:
        raise NotReady(missing)
    reminding.put_what_is_due(at=now())
    base = urlsplit(current_app.config["BASE_URL"])
    outcomes: Counter[NoticeState] = Counter()
    with Courier(server, name=base.hostname or "localhost") as courier:
        connection = _Connection(server, courier, now)
        while not over() and (
            notice := notice_delivery.claim_next(lasts=connection.claim, at=now())
        ):
            outcome, goes_on = connection.send(notice)
            outcomes[outcome] += 1
            if not goes_on:
                break
    return outcomes


class _Connection:
    """Letters that leave by one connection."""

    def __init__(self, server: MailServer, courier: Courier, now: Clock) -> None:
        self.courier, self.now = courier, now
        self.sender = server.sender or entity().email
        self.claim = timedelta(seconds=server.patience * REPLIES)
        self.last_words = timedelta(seconds=server.patience * (LAST_REPLY + 1))

    def send(self, notice: Notice) -> tuple[NoticeState, bool]:
        """Send one notice; its state after it, and whether the server may be given another."""
        try:
            envelope = self._written(notice)
        except letters.NotNeeded as not_needed:
            notice_delivery.drop(notice, not_needed.reason)
            return NoticeState.DROPPED, True
        except BadAddress:
            notice_delivery.give_up(notice, NoticeReason.BAD_ADDRESS)
            return NoticeState.GIVEN_UP, True
        except Exception as error:  # whatever one letter lacks, the others must leave
            _log(notice, error)
            notice_delivery.failed(notice, NoticeReason.UNWRITABLE, at=self.now())
            return NoticeState.RETRYING, True
        return self._delivered(notice, envelope)

    def _written(self, notice: Notice) -> Envelope:
        g.now = self.now()
        address, letter = letters.write(notice, at=g.now)
        return seal(letter, notice, address=address, sender=self.sender, entity=entity(), at=g.now)

    def _delivered(self, notice: Notice, envelope: Envelope) -> tuple[NoticeState, bool]:
        try:
            self.courier.deliver(
                envelope.content,
                sender=envelope.sender,
                recipient=envelope.recipient,
                hand_over=lambda: notice_delivery.hand_over(
                    notice, lasts=self.last_words, at=self.now()
                ),
            )
        except ServerFails as fails:
            notice_delivery.failed(notice, fails.reason, reply=fails.reply, at=self.now())
            return NoticeState.RETRYING, False
        except PutOff as put_off:
            state = notice_delivery.put_off(
                notice, put_off.reason, reply=put_off.reply, at=self.now()
            )
            return state, True
        except RefusedForGood as refused:
            notice_delivery.give_up(notice, refused.reason, reply=refused.reply)
            return NoticeState.GIVEN_UP, True
        except InDoubt:
            notice_delivery.in_doubt(notice)
            return NoticeState.IN_DOUBT, True
        except LostHold:
            return NoticeState.SENDING, True
        notice_delivery.delivered(notice, at=self.now())
        return NoticeState.SENT, True


def _log(notice: Notice, error: Exception) -> None:
    """Where a letter could not be written. The message of the error may hold personal data."""
    where = "".join(traceback.format_tb(error.__traceback__))
    current_app.logger.error(
        "Notice %s (%s) could not be written: %s\n%s",
        notice.id,
        notice.kind,
        type(error).__name__,
        where,
    )
