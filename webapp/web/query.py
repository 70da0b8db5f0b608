"""The query of an address: whole, or a number or a word of a closed list in it."""

import re
from enum import StrEnum
from typing import TypeVar

from flask import abort, request

from webapp.web.security import LARGEST_NUMBER

Word = TypeVar("Word", bound=StrEnum)


def whole_query() -> str:
    """The query of the address with its question mark, to carry the filters of a list along to
    another address; empty without a query."""
    query = request.query_string.decode()
    return f"?{query}" if query else ""


def number_in_query(name: str) -> int | None:
    """A positive number of the address's query; 400 for anything else."""
    value = request.args.get(name, "")
    if not value:
        return None
    if not re.fullmatch("[1-9][0-9]{0,9}", value) or int(value) > LARGEST_NUMBER:
        abort(400)
    return int(value)


def word_in_query(name: str, words: type[Word]) -> Word | None:
    """A word of a closed list in the address's query; 400 for one that is not in it."""
    value = request.args.get(name, "")
    try:
        return words(value) if value else None
    except ValueError:
        abort(400)
