"""The poster of a consultation: one sheet that can be read from two metres away."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from webapp.documents.paper_form import PaperChannel
from webapp.documents.qr import qr_code
from webapp.documents.typesetting import typeset
from webapp.vocabulary.messages import N_


@dataclass(frozen=True, kw_only=True)
class Poster:
    """All that is printed. `channels` are those that work without the internet.

    `address` is the plan's short one: shown in words and as a QR code. Dates come in words.
    """

    entity_name: str
    plan_title: str
    address: str
    first_words: str
    last_day_words: str
    last_hour_words: str
    days_words: str
    round_words: str = ""
    channels: tuple[PaperChannel, ...] = ()
    contact: str = ""
    language: str = "es"


_WORDS: Mapping[str, str] = {
    "invites": N_("What do you think?"),
    "until": N_("You have until"),
    "since": N_("It can be answered from"),
    "internet": N_("On the internet"),
    "scan": N_("Point the camera of your phone at the code, or type the address below."),
    "code": N_("QR code that leads to"),
    "offline": N_("Without the internet"),
    "free": N_("You need no account and need not give your name."),
    "answer": N_("Every observation gets a written answer, and it is published."),
    "decides": N_("The final decision is the entity's."),
}


def print_poster(printed: Poster, *, translate: Callable[[str], str]) -> bytes:
    """The poster as an accessible PDF (PDF/UA-1), in letter size.

    `translate` gives each message in the language of the poster. Raises TypesettingFailed.
    """
    return typeset(
        "poster",
        {
            **asdict(printed),
            "bare_address": printed.address.partition("://")[2],
            "words": {name: translate(message) for name, message in _WORDS.items()},
            "qr": qr_code(printed.address),
        },
    )
