"""Fields that several forms have, what each takes, and how far a text may go."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    PasswordField,
    SelectChoice,
    SelectField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Email, EqualTo, InputRequired, Length, Optional

from webapp.models.entity import CatalogueEntry
from webapp.text.redaction import RedactionKind
from webapp.text.typed import clean
from webapp.vocabulary.messages import Worded
from webapp.web.security import LARGEST_NUMBER
from webapp.workflow.reasons import LEAST

TOO_LONG = lazy_gettext("This text is too long.")

A_TEXT = Length(max=20_000, message=TOO_LONG)
"""What any text of the staff fits in: comparing and showing longer ones would hold others up."""

FITS = Length(max=200, message=lazy_gettext("Write up to 200 characters."))

A_PUBLIC_REASON = DataRequired(lazy_gettext("Say the reason: the public will read it."))

AN_ADDRESS = Email(lazy_gettext("Write an e-mail address like name@example.com."))

KINDS_OF_DATA = {
    RedactionKind.NAME: lazy_gettext("name"),
    RedactionKind.DOCUMENT: lazy_gettext("identity document"),
    RedactionKind.ADDRESS: lazy_gettext("home address"),
    RedactionKind.PHONE: lazy_gettext("telephone"),
    RedactionKind.EMAIL: lazy_gettext("e-mail"),
    RedactionKind.HEALTH: lazy_gettext("health"),
    RedactionKind.MINOR: lazy_gettext("data of a minor"),
    RedactionKind.OTHER_PERSONAL: lazy_gettext("other personal data"),
}
"""What sort of personal data words are that are suppressed, as staff choose it."""


class Least:
    """Shows, as a text is typed, how many characters it still needs. The verb refuses fewer."""

    def __init__(self, characters: int) -> None:
        self.field_flags = {"least": characters}

    def __call__(self, form: object, field: object) -> None:
        """Nothing: an unfinished draft may be kept."""


def version_field() -> HiddenField:
    """The version of the row that a form was filled from (R12); empty for one not there yet."""
    return HiddenField(filters=[_version])


def about_field() -> HiddenField:
    """The round and edition that a form was opened on, as `acts.what_stands` writes them; the verb
    refuses it on any other (R12)."""
    return HiddenField(filters=[lambda typed: typed or ""])


def public_reason_field(*validators: DataRequired) -> TextAreaField:
    """Why something is decided, as the public reads it."""
    return TextAreaField(
        lazy_gettext("Public reason"),
        filters=[clean],
        validators=[*validators, A_TEXT, Least(LEAST)],
    )


def new_password_fields() -> tuple[PasswordField, PasswordField]:
    """A new password, twice: the fields `password` and `again` of a form."""
    password = PasswordField(
        lazy_gettext("New password"),
        validators=[
            InputRequired(lazy_gettext("Write the new password.")),
            Length(max=200, message=TOO_LONG),
        ],
    )
    again = PasswordField(
        lazy_gettext("The new password again"),
        validators=[
            InputRequired(lazy_gettext("Write the new password again.")),
            EqualTo("password", lazy_gettext("The two passwords are not the same.")),
        ],
    )
    return password, again


def _version(typed: str | int | None) -> int | None:
    if not typed:
        return None
    if not re.fullmatch("[0-9]{1,10}", str(typed)) or int(typed) > LARGEST_NUMBER:
        raise ValueError(gettext("Go back, reload the page and try again."))
    return int(typed)


class DayField(DateField):
    """A calendar day: picked in the browser, or typed as 31/12/2026."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The day in either spelling."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write the day like 31/12/2026.")) from None


class HourField(TimeField):
    """A time of the day: picked in the browser, or typed as 14:30."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, format=["%H:%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The time, with or without seconds."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write the time like 14:30.")) from None


class WholeNumberField(IntegerField):
    """A whole number, typed in digits."""

    data: int | None

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """The number, if the database can hold it."""
        try:
            super().process_formdata(valuelist)
            if self.data is not None and abs(self.data) > LARGEST_NUMBER:
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError(gettext("Write a whole number, such as 6.")) from None


class WordField(SelectField):
    """A choice among the words of a closed list, empty allowed unless validators say otherwise."""

    def __init__(
        self,
        label: str,
        words: type[Worded],
        *,
        empty: str | None = None,
        among: Callable[[Worded], bool] = lambda _: True,
        **options: Any,
    ) -> None:
        options.setdefault("validators", [Optional()])
        offered = [each for each in words if among(each)]
        choices = [] if empty is None else [SelectChoice("", empty)]
        choices += [SelectChoice(each.value, lazy_gettext(each.message)) for each in offered]
        self.words = words
        super().__init__(
            label,
            choices=choices,
            coerce=lambda value: words(value) if value else None,
            **options,
        )


class CatalogueField(SelectField):
    """A choice among the entries that a catalogue offers today, empty allowed."""

    def __init__(
        self, label: str, catalogue: type[CatalogueEntry], *, empty: str, **options: Any
    ) -> None:
        self.offered = {str(each.id): each for each in catalogue.offered()}
        super().__init__(
            label,
            choices=[
                SelectChoice("", empty),
                *(SelectChoice(key, each.name) for key, each in self.offered.items()),
            ],
            coerce=self._entry,
            **options,
        )

    def _entry(self, key: str) -> CatalogueEntry | None:
        if key and key not in self.offered:
            raise ValueError
        return self.offered.get(key)
