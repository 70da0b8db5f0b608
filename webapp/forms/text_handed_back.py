"""What somebody typed into a form that could not reach its view, to be handed back to them."""

from collections.abc import Iterator
from itertools import chain

from flask import request
from wtforms import TextAreaField

from webapp.forms.base import Form


def texts_sent() -> list[tuple[str, str]]:
    """The long texts of the form that was sent, whichever it was: field and text."""
    names = set(_names_of_long_texts(Form))
    return [pair for pair in fields_sent() if pair[0] in names and pair[1].strip()]


def fields_sent() -> list[tuple[str, str]]:
    """Every field of the form that was sent but its token, which holds for another session."""
    pairs = ([(name, each) for each in values] for name, values in request.form.lists())
    return [pair for pair in chain.from_iterable(pairs) if pair[0] != "csrf_token"]


def _names_of_long_texts(form: type[Form]) -> Iterator[str]:
    for name in dir(form):
        if getattr(getattr(form, name), "field_class", None) is TextAreaField:
            yield name
    for each in form.__subclasses__():
        yield from _names_of_long_texts(each)
