"""Asking people how easy it was, so that nobody can tell who answered what.

No event is written: its place in the log, after the observation it follows, would name the person.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime

from webapp.models import Comment, Ease, EaseReceipt, Entity
from webapp.storage.db import transaction
from webapp.text.visible import is_blank
from webapp.values import tracking_codes
from webapp.vocabulary import Easiness, Phase, Role, Understanding
from webapp.vocabulary.messages import N_
from webapp.workflow import commenting, tallying
from webapp.workflow.acts import Actor
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

LONGEST = 500
"""Characters of what someone would change."""
TAKEN_DURING = (Phase.OPEN, Phase.ANSWERING)
ASKERS = (Role.MODERATOR, Role.EDITOR)
"""Who may type the answers of someone they helped."""


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The answers to the three questions, each optional."""

    easy: Easiness | None = None
    understood: Understanding | None = None
    wish: str = ""

    def check(self) -> None:
        """Raise Invalid when nothing is answered, or the text is too long."""
        wish = self.wish.strip()
        if not (self.easy or self.understood) and is_blank(wish):
            raise Invalid(easy=N_("Answer at least one of the three questions."))
        if len(wish) > LONGEST:
            raise Invalid(wish=N_("Write up to 500 characters."))


def is_open(comment: Comment, tracking_code: str, *, at: datetime) -> bool:
    """Whether the questions of a receipt are still open."""
    if not _in_time(comment, at):
        return False
    return not EaseReceipt.select().where(EaseReceipt.id == _digest(tracking_code)).exists()


def save(tracking_code: str, opinion: Opinion, *, by: Actor | None, at: datetime) -> None:
    """Save an opinion on taking part: once per receipt, tied to nobody.

    `by` is empty for the public. Raises Invalid; WrongState for a receipt used before, or once the
    opinions are published; NotAllowed.
    """
    opinion.check()
    if by is not None and not by.has(*ASKERS):
        raise NotAllowed(N_("Your role does not allow this."))
    with transaction():
        comment = commenting.find_by_tracking_code(tracking_code)
        if comment is None:
            raise WrongState(N_("No observation has that code. Check each letter and each number."))
        if not _in_time(comment, at):
            raise WrongState(N_("The questions are closed: the answers are already published."))
        if not is_open(comment, tracking_code, at=at):
            raise WrongState(N_("These questions were already answered. Thank you."))
        EaseReceipt.insert(id=_digest(tracking_code)).execute()
        ease = Ease(
            consultation=comment.consultation_id,
            channel=comment.channel,
            value_group=None if comment.is_minor else comment.value_group_id,
            easy=opinion.easy,
            understood=opinion.understood,
            wish=opinion.wish.strip(),
        )
        ease.save(force_insert=True)
        tallying.add_ease(ease)


def _in_time(comment: Comment, at: datetime) -> bool:
    return comment.plan.cancelled_at is None and comment.consultation.phase(at) in TAKEN_DURING


def _digest(tracking_code: str) -> str:
    """What is kept of a receipt that answered; without its tracking code it leads nowhere."""
    key = bytes.fromhex(Entity.current().tracking_key)
    code = tracking_codes.normalise(tracking_code) or ""
    return hmac.digest(key, b"facilidad:" + code.encode(), "sha256").hex()
