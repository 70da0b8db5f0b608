"""Sentences for people, kept apart from the language they are read in.

The domain answers with a closed list and parameters; whoever shows the answer translates it.
"""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Self


def N_(msgid: str) -> str:
    """Mark a message for extraction; it is translated where it is shown."""
    return msgid


class Worded(StrEnum):
    """A closed list whose members carry a message, with `%(name)s` placeholders."""

    message: str

    # The default is for type checkers, which take a look-up by value for a construction.
    def __new__(cls, value: str, message: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.message = message
        return member


def sentence(
    message: str,
    params: Mapping[str, object],
    *,
    translate: Callable[[str], str],
    write_date: Callable[[date], str] = date.isoformat,
) -> str:
    """The message in the reader's language with its parameters in place.

    Parameters that are worded are translated, dates are written by `write_date`, and lists are
    joined with commas. `translate` must give back the placeholders untouched.
    """

    def shown(value: object) -> str:
        if isinstance(value, Worded):
            return translate(value.message)
        if isinstance(value, date):
            return write_date(value)
        if isinstance(value, tuple | list):
            return ", ".join(shown(item) for item in value)
        return str(value)

    return translate(message) % {name: shown(value) for name, value in params.items()}
