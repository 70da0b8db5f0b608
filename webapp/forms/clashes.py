"""Two copies of the same fields, field by field, when a save was refused because someone else saved
first (R12)."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext
from wtforms import Field

from webapp.vocabulary.messages import Worded
from webapp.web.filters import day

_COMPARABLE = str | int | date


class Clash(NamedTuple):
    """A field that two people wrote differently, each copy as it is shown to people."""

    label: str
    theirs: str
    yours: str


def clashes_of(fields: Iterable[Field], current: Any) -> list[Clash]:
    """The fields of a form that say something else than the row as it stands."""
    pairs = ((field, getattr(current, field.name, fields)) for field in fields)
    clashes = [
        Clash(field.label.text, _in_words(theirs), _in_words(field.data))
        for field, theirs in pairs
        if field.name not in ("version", "about") and isinstance(theirs, _COMPARABLE | None)
    ]
    return [clash for clash in clashes if clash.theirs != clash.yours]


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Worded):
        return gettext(value.message)
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)
