"""Texts about a consultation that are ready to be sent: for WhatsApp, the radio, a notice board."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from flask import g, url_for
from flask_babel import gettext

from webapp.models import Consultation, Plan, ReceiptChannel, tally
from webapp.models.edition_content import brings_changes
from webapp.text import spoken_spanish
from webapp.vocabulary import Phase
from webapp.vocabulary.messages import N_, Worded
from webapp.web.filters import (
    closing,
    day,
    entity,
    local,
    round_name,
    round_words,
    window_days,
    word,
    zone_words,
)
from webapp.web.hypermedia import whole_address
from webapp.workflow.reminding import SOON


class Moment(Worded):
    """When in a round there is something to tell."""

    ANNOUNCED = "announced", N_("Soon you can say what you think")
    OPEN = "open", N_("You can say what you think now")
    LAST_DAYS = "last_days", N_("Last days to say what you think")
    EXTENDED = "extended", N_("There is more time to say what you think")
    ANSWERED = "answered", N_("The answers are out")
    UNHEARD = "unheard", N_("The report is out: there were no observations in time")
    ADJUSTED = "adjusted", N_("The plan has been adjusted")
    AS_IT_WAS = "as_it_was", N_("The plan stays as it was")
    CANCELLED = "cancelled", N_("The consultation was cancelled")


class Timeliness(Worded):
    """Which text is for now, which is true now as well, and which comes next."""

    NOW = "now", N_("This is the moment")
    TOO = "too", N_("It is so now too")
    NEXT = "next", N_("It comes next: keep it until then")


class Way(Worded):
    """How a text is sent."""

    WHATSAPP = "whatsapp", N_("WhatsApp")
    RADIO = "radio", N_("Radio")
    NOTICE_BOARD = "notice_board", N_("Notice board")


class Message(NamedTuple):
    """One text."""

    way: Way
    text: str


class Offer(NamedTuple):
    """The texts of one moment."""

    moment: Moment
    turn: Timeliness
    messages: list[Message]


_SAYS = {
    Moment.ANNOUNCED: N_(
        "%(entity)s wants to know what you think of “%(plan)s”. You can say it from %(first)s "
        "until %(closing)s. The text can already be read."
    ),
    Moment.OPEN: N_(
        "%(entity)s wants to know what you think of “%(plan)s”. You have until %(closing)s. You "
        "need no account and need not give your name, and every observation gets an answer."
    ),
    Moment.LAST_DAYS: N_(
        "You can still say what you think of “%(plan)s”, of %(entity)s. The time ends on "
        "%(closing)s."
    ),
    Moment.EXTENDED: N_(
        "You can now say what you think of “%(plan)s” until %(closing)s. Why there is more time: "
        "%(reason)s"
    ),
    Moment.ANSWERED: N_(
        "%(entity)s answered the observations on “%(plan)s”. Each answer says what was decided "
        "and why."
    ),
    Moment.UNHEARD: N_(
        "%(entity)s published the report of the consultation on “%(plan)s”: no observations were "
        "received in time."
    ),
    Moment.ADJUSTED: N_(
        "%(entity)s published “%(plan)s” with its changes. Each change says why it was made and "
        "which observations are behind it, if any."
    ),
    Moment.AS_IT_WAS: N_(
        "%(entity)s published the outcome of the consultation on “%(plan)s”: there are no changes, "
        "the plan stays as it was."
    ),
    Moment.CANCELLED: N_(
        "%(entity)s cancelled the consultation on “%(plan)s” on %(cancelled)s. Reason: %(reason)s"
    ),
}
_TAKING = (Moment.ANNOUNCED, Moment.OPEN, Moment.LAST_DAYS, Moment.EXTENDED)
"""The moments at which it matters how to take part."""


def short_address(plan: Plan) -> str:
    """The address of a plan that fits on a poster and can be dictated."""
    return whole_address(url_for("plans.short", number=plan.id))


def ready(plan: Plan, consultation: Consultation) -> list[Offer]:
    """The texts of a round that tell what is so now, or what comes next."""
    texts = _Texts(plan, consultation)
    return [
        Offer(moment, turn, [Message(way, texts.of(moment, way)) for way in Way])
        for moment, turn in _moments(plan, consultation)
    ]


def _moments(plan: Plan, consultation: Consultation) -> list[tuple[Moment, Timeliness]]:
    phase = plan.public_phase(g.now)
    if phase is Phase.OPEN:
        return _while_open(consultation)
    if phase is Phase.ANNOUNCED:
        return [(Moment.ANNOUNCED, Timeliness.NOW), (Moment.OPEN, Timeliness.NEXT)]
    if phase is Phase.CANCELLED:
        return [(Moment.CANCELLED, Timeliness.NOW)]
    answered = Moment.ANSWERED if tally.commented([consultation]) else Moment.UNHEARD
    if phase is Phase.ANSWERING:
        return [(answered, Timeliness.NEXT)]
    if phase is Phase.REPORT_PUBLISHED:
        return [(answered, Timeliness.NOW), (Moment.ADJUSTED, Timeliness.NEXT)]
    edition = plan.current_edition
    changed = edition is not None and brings_changes(edition)
    adjusted = Moment.ADJUSTED if changed else Moment.AS_IT_WAS
    return [(adjusted, Timeliness.NOW), (answered, Timeliness.TOO)]


def _while_open(consultation: Consultation) -> list[tuple[Moment, Timeliness]]:
    moved = consultation.standing_extensions[-1:]
    gained = any(each.closes_at > each.closes_at_before for each in moved)
    extended = [(Moment.EXTENDED, Timeliness.TOO)] if gained else []
    if consultation.closes_at - g.now <= SOON:
        return [(Moment.LAST_DAYS, Timeliness.NOW), *extended, (Moment.OPEN, Timeliness.TOO)]
    return [(Moment.OPEN, Timeliness.NOW), *extended, (Moment.LAST_DAYS, Timeliness.NEXT)]


class _Texts:
    """The texts of a round, its facts read once."""

    def __init__(self, plan: Plan, consultation: Consultation) -> None:
        self.plan = plan
        self.consultation = consultation
        reasons = [each.reason for each in consultation.standing_extensions]
        self.reason = plan.cancel_reason or next(reversed(reasons), "")
        self.address = short_address(plan)
        self.offline = _offline(consultation)

    def of(self, moment: Moment, way: Way) -> str:
        """The text of a moment, as one way of sending it asks."""
        write = {
            Way.WHATSAPP: self._whatsapp,
            Way.RADIO: self._radio,
            Way.NOTICE_BOARD: self._notice_board,
        }[way]
        return "\n\n".join(part for part in write(moment) if part)

    def _whatsapp(self, moment: Moment) -> list[str]:
        return [
            f"*{word(moment)}*",
            self._says(moment, day, closing(self.consultation)),
            gettext("Read it here: %(address)s", address=self.address),
            self._without_internet(moment),
        ]

    def _notice_board(self, moment: Moment) -> list[str]:
        closes = f"{closing(self.consultation)} ({window_days(self.consultation)})"
        return [
            word(moment).upper(),
            self._says(moment, day, closes),
            gettext("On the internet: %(address)s", address=_bare(self.address)),
            self._without_internet(moment),
            f"{entity().name}\n{day(local(g.now).date())}",
        ]

    def _radio(self, moment: Moment) -> list[str]:
        last = local(self.consultation.closes_at - timedelta(minutes=1))
        closes = f"{spoken_spanish.day(last.date())}, {spoken_spanish.hour(last)}, {zone_words()}"
        address = spoken_spanish.address(self.address)
        offline = self.offline if moment in _TAKING else ""
        offline = offline.replace("#", gettext("number (the sign #)"))
        return [
            f"{word(moment)}.",
            self._says(moment, spoken_spanish.day, closes),
            gettext("On the internet, type: %(address)s. Once more: %(address)s.", address=address),
            gettext("Without the internet: %(ways)s.", ways=offline) if offline else "",
            gettext("This is a message from %(entity)s.", entity=entity().name),
        ]

    def _says(self, moment: Moment, written: Callable[[date], str], closes: str) -> str:
        """What there is to tell, its days as `written` has them."""
        taking = moment in _TAKING
        of_round = round_words(self.consultation) if taking else round_name(self.consultation)
        cancelled_at = self.plan.cancelled_at
        words = gettext(
            _SAYS[moment],
            entity=entity().name,
            plan=self.consultation.edition.title,
            first=written(local(self.consultation.next_opening).date()),
            closing=closes,
            cancelled=written(local(cancelled_at).date()) if cancelled_at else "",
            reason=self.reason,
        )
        return f"{of_round}. {words}" if of_round else words

    def _without_internet(self, moment: Moment) -> str:
        if moment not in _TAKING or not self.offline:
            return ""
        return gettext("Without the internet: %(ways)s.", ways=self.offline)


def _offline(consultation: Consultation) -> str:
    """How to take part without the internet: each channel and where it is."""
    channels = consultation.channels.order_by(ReceiptChannel.id)
    ways = (
        f"{word(each.channel)}, {each.details}" if each.details else word(each.channel)
        for each in channels
        if each.channel.is_offline
    )
    return "; ".join(ways).rstrip(". ")


def _bare(address: str) -> str:
    """An address as people write it, without http://."""
    return address.partition("://")[2]
