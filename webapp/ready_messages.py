"""Texts about a consultation that are ready to be sent: for WhatsApp, the radio, a notice board."""

from datetime import timedelta
from typing import NamedTuple

from flask import g, url_for
from flask_babel import gettext

from webapp import spoken
from webapp.filters import closing, day, entity, local, window_days, word, zone_words
from webapp.hypermedia import whole_address
from webapp.messages import N_, Worded
from webapp.models import Consultation, Extension, Plan, ReceiptChannel
from webapp.vocabulary import Phase
from webapp.workflow.notifying import SOON


class Moment(Worded):
    """When in a round there is something to tell."""

    ANNOUNCED = "announced", N_("Soon you can say what you think")
    OPEN = "open", N_("You can say what you think now")
    LAST_DAYS = "last_days", N_("Three days are left to say what you think")
    EXTENDED = "extended", N_("There is more time to say what you think")
    ANSWERED = "answered", N_("The answers are out")
    ADJUSTED = "adjusted", N_("The plan has been adjusted")


class Way(Worded):
    """How a text is sent."""

    WHATSAPP = "whatsapp", N_("WhatsApp")
    RADIO = "radio", N_("Radio")
    NOTICE_BOARD = "notice_board", N_("Notice board")


class Message(NamedTuple):
    """One text."""

    way: Way
    text: str


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
    Moment.ADJUSTED: N_(
        "%(entity)s published “%(plan)s” with its changes. Each change says which observations "
        "are behind it."
    ),
}
_TAKING = (Moment.ANNOUNCED, Moment.OPEN, Moment.LAST_DAYS, Moment.EXTENDED)
"""The moments at which it matters how to take part."""


def short_address(plan: Plan) -> str:
    """The address of a plan that fits on a poster and can be dictated."""
    return whole_address(url_for("plans.short", number=plan.id))


def ready(plan: Plan, consultation: Consultation) -> list[tuple[Moment, list[Message]]]:
    """The texts of each moment of a round; that of an extension only when there is one."""
    extension = consultation.extensions.order_by(Extension.id.desc()).first()
    texts = _Texts(plan, consultation, extension)
    return [
        (moment, [Message(way, texts.of(moment, way)) for way in Way])
        for moment in Moment
        if extension or moment is not Moment.EXTENDED
    ]


def moment_of(plan: Plan, consultation: Consultation) -> Moment | None:
    """What there is to tell today."""
    phase = plan.public_phase(g.now)
    if phase is Phase.OPEN and consultation.closes_at - g.now <= SOON:
        return Moment.LAST_DAYS
    return {
        Phase.ANNOUNCED: Moment.ANNOUNCED,
        Phase.OPEN: Moment.OPEN,
        Phase.REPORT_PUBLISHED: Moment.ANSWERED,
        Phase.ADJUSTED: Moment.ADJUSTED,
    }.get(phase)


class _Texts:
    """The texts of a round, its facts read once."""

    def __init__(self, plan: Plan, consultation: Consultation, extension: Extension | None) -> None:
        self.plan = plan
        self.consultation = consultation
        self.reason = extension.reason if extension else ""
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
            self._says(moment, first=self._first_day(), closes=closing(self.consultation)),
            gettext("Read it here: %(address)s", address=self.address),
            self._without_internet(moment),
        ]

    def _notice_board(self, moment: Moment) -> list[str]:
        closes = f"{closing(self.consultation)} ({window_days(self.consultation)})"
        return [
            word(moment).upper(),
            self._says(moment, first=self._first_day(), closes=closes),
            gettext("On the internet: %(address)s", address=_bare(self.address)),
            self._without_internet(moment),
            f"{entity().name}\n{day(local(g.now).date())}",
        ]

    def _radio(self, moment: Moment) -> list[str]:
        last = local(self.consultation.closes_at - timedelta(minutes=1))
        closes = f"{spoken.day(last.date())}, {spoken.hour(last)}, {zone_words()}"
        first = spoken.day(local(self.consultation.opens_at).date())
        address = spoken.address(self.address)
        offline = self.offline if moment in _TAKING else ""
        offline = offline.replace("#", gettext("number (the sign #)"))
        return [
            f"{word(moment)}.",
            self._says(moment, first=first, closes=closes),
            gettext("On the internet, type: %(address)s. Once more: %(address)s.", address=address),
            gettext("Without the internet: %(ways)s.", ways=offline) if offline else "",
            gettext("This is a message from %(entity)s.", entity=entity().name),
        ]

    def _says(self, moment: Moment, *, first: str, closes: str) -> str:
        return gettext(
            _SAYS[moment],
            entity=entity().name,
            plan=self.consultation.edition.title,
            first=first,
            closing=closes,
            reason=self.reason,
        )

    def _first_day(self) -> str:
        return day(local(self.consultation.opens_at).date())

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
