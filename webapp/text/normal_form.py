"""One spelling for what Unicode can write in several ways, in bounded time."""

import re
import unicodedata
from typing import Literal

Form = Literal["NFC", "NFD", "NFKD"]

MOST_MARKS = 30
"""Marks that a letter may carry; no script needs more (UAX #15, "Stream-Safe Text Format")."""

_TAKEN_APART_INTO_MARKS = "\u0f73\u0f75\u0f81\uff9e\uff9f"
_MARKS = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))
_PILE = re.compile(rf"[{_MARKS}{_TAKEN_APART_INTO_MARKS}]{{{MOST_MARKS + 1},}}")


def spelled(form: Form, text: str) -> str:
    """The text in a normal form of Unicode.

    A text that piles more than 30 marks on a letter stays as it came: putting them in order takes
    a time that grows with their square, and 2 MB of them would hold the process for minutes.
    """
    return text if _PILE.search(text) else unicodedata.normalize(form, text)


def bare(text: str) -> str:
    """The text in lower case, without accents or any other mark, to compare words by; letters of
    another width or shape are the plain ones."""
    apart = spelled("NFKD", text.casefold())
    return "".join(each for each in apart if not unicodedata.combining(each))
