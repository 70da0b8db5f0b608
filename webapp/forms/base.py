"""The shape of input. Rules of the process live in the workflow; here only what a form is."""

import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from flask import g, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import DataRequired, Email, Length, Optional

from webapp.models import Territory, ValueGroup
from webapp.models.entity import CatalogueEntry
from webapp.storage.db import may_write
from webapp.text.redaction import RedactionKind
from webapp.text.typed import clean, line
from webapp.vocabulary import AuthorKind, Kind, Stance, Target
from webapp.vocabulary.messages import Worded
from webapp.web.filters import day, entity, sentence
from webapp.web.security import LARGEST_NUMBER
from webapp.workflow import announcing
from webapp.workflow.commenting import LONGEST, Filing
from webapp.workflow.intake import LARGEST_SCAN, Scan
from webapp.workflow.refusals import Incomplete, Invalid, OtherRound, StaleCopy, WrongState
from webapp.workflow.sent_file import LARGEST_DOCUMENT, SentFile

TOO_LONG = lazy_gettext("This text is too long.")
A_TEXT = Length(max=20_000, message=TOO_LONG)
"""What any text of the staff fits in: comparing and showing longer ones would hold others up."""

_UNSAID = lazy_gettext("I prefer not to say")
FITS = Length(max=200, message=lazy_gettext("Write up to 200 characters."))
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
    """The round and edition that a form was opened on, as `record.what_stands` tells them; the
    verb refuses it on any other (R12)."""
    return HiddenField(filters=[lambda typed: typed or ""])


def _version(typed: str | int | None) -> int | None:
    if not typed:
        return None
    if not re.fullmatch("[0-9]{1,10}", str(typed)) or int(typed) > LARGEST_NUMBER:
        raise ValueError(gettext("Go back, reload the page and try again."))
    return int(typed)


class Form(FlaskForm):
    """A form that hands itself to a verb and keeps what the verb refused.

    `status` is what to answer with when it did not go through; `refusal` says why, when no
    single field is at fault; `current` is the row as it stands when someone else saved first;
    `missing` what must be done before.
    """

    status = 200
    refusal = ""
    current: Any = None
    _fields: dict[str, Any]
    missing: Sequence[Any] = ()
    outcome: Any = None

    def carries_out(self, verb: Callable[[], Any], *, over: Any = None) -> bool:
        """Whether the form was sent, is well-formed and about what stands now, and the verb did
        it; then `outcome` is what the verb gave back. `over` is the row it would save over."""
        if not self.is_submitted():
            return False
        if not may_write():
            self._ask_to_send_again()
            return False
        if not self.validate():
            self.status = 422
            return False
        try:
            self.outcome = verb()
        except Invalid as invalid:
            self._mark(invalid)
        except StaleCopy as stale:
            self._show_other_copy(stale)
        except OtherRound as other:
            self._show_what_stands(over, other)
        except Incomplete as incomplete:
            self.status, self.refusal = 409, sentence(incomplete)
            self.missing = incomplete.missing
        except WrongState as wrong:
            self.status, self.refusal = 409, sentence(wrong)
        return self.status == 200

    def _show_what_stands(self, row: Any, other: OtherRound) -> None:
        """Keep what was typed in a form about another round or edition, and let a second,
        deliberate save of it be about the one that stands now (R12)."""
        self.status, self.refusal, self.current = 409, sentence(other), row
        for name in ("about", "version"):
            if name in self._fields:
                self._fields[name].data = self._fields[name].object_data

    def _ask_to_send_again(self) -> None:
        self.status = 422
        self.form_errors = [
            gettext(
                "We could not confirm that the form came from this page: it was open for too long, "
                "or your browser keeps no cookies. Nothing was saved, and what you wrote is still "
                "here: check it and send it again."
            )
        ]
        if request.files:
            self.form_errors.append(gettext("Choose the files again: they were not kept."))

    def _show_other_copy(self, stale: StaleCopy) -> None:
        """Keep what was typed, and let a second, deliberate save go through (R12)."""
        self.status, self.refusal, self.current = 409, sentence(stale), stale.current
        if "version" in self._fields:
            self._fields["version"].data = stale.current.version

    @property
    def clashes(self) -> list["Clash"]:
        """Where the copy that someone else saved says something else than what was typed (R12)."""
        if self.current is None:
            return []
        held = ((field, getattr(self.current, field.name, self)) for field in self)
        clashes = [
            Clash(field.label.text, _said(theirs), _said(field.data))
            for field, theirs in held
            if field.name not in ("version", "about") and isinstance(theirs, _SAYABLE | None)
        ]
        return [clash for clash in clashes if clash.theirs != clash.yours]

    def _mark(self, invalid: Invalid) -> None:
        self.status = 422
        for name, message in invalid.faults.items():
            field = self._fields.get(name)
            if field is None:
                self.refusal = sentence(message)
            else:
                field.errors = [*field.errors, sentence(message)]


class ProofForm(Form):
    """A form under what it would publish: it carries the proof of what was read."""

    about = about_field()
    read = HiddenField()


class TrappedForm(Form):
    """A form of the open web, with a box that people do not see and programs fill in."""

    website = StringField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Say so, openly, when the trap was filled; it is emptied for the next try."""
        sound = super().validate(extra_validators)
        if not self.website.data:
            return sound
        self.website.data = ""
        self.form_errors.append(
            gettext(
                "A hidden box that must stay empty came filled in. Programs that fill in forms "
                "do that. We have emptied it: send it again."
            )
        )
        return False


class Clash(NamedTuple):
    """A field of which two people saved different copies, both as they are said to people."""

    label: str
    theirs: str
    yours: str


_SAYABLE = str | int | date


def _said(value: object) -> str:
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, Worded):
        return gettext(value.message)
    if isinstance(value, date):
        return day(value)
    return "" if value is None else str(value)


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


class FarDayForm(Form):
    """A form whose last day, when it is far away, the verb takes only once it is confirmed."""

    last_day: DayField
    is_meant = BooleanField(lazy_gettext("Yes, that is the day"))

    @property
    def asks_again(self) -> bool:
        """Whether the box is shown."""
        last = self.last_day.data
        far = last is not None and announcing.is_far(last, entity().zone, g.now)
        return bool(self.is_meant.data) or far


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


class FilingForm(Form):
    """What a person says of a plan and, only if they want, who they are (R13)."""

    body = TextAreaField(
        lazy_gettext("Your observation"),
        filters=[clean],
        validators=[
            DataRequired(lazy_gettext("Write your observation.")),
            Length(
                max=LONGEST,
                message=lazy_gettext("Your observation can have up to 5,000 characters."),
            ),
        ],
    )
    kind = WordField(lazy_gettext("What kind of observation is it?"), Kind, empty=_UNSAID)
    stance = WordField(lazy_gettext("What is your position?"), Stance, empty=_UNSAID)
    target = WordField(
        lazy_gettext("What part of the action is it about?"),
        Target,
        default=Target.GENERAL,
        filters=[lambda target: target or Target.GENERAL],
    )
    proposed_text = TextAreaField(
        lazy_gettext("The wording you propose"),
        filters=[clean],
        validators=[
            Length(
                max=LONGEST,
                message=lazy_gettext("The wording you propose can have up to 5,000 characters."),
            )
        ],
    )
    author_kind = WordField(lazy_gettext("In whose name do you write?"), AuthorKind)
    name = StringField(lazy_gettext("Your name"), filters=[line], validators=[FITS])
    organisation = StringField(
        lazy_gettext("Name of the organisation"), filters=[line], validators=[FITS]
    )
    email = EmailField(
        lazy_gettext("E-mail"),
        filters=[line],
        validators=[
            Optional(),
            AN_ADDRESS,
            FITS,
        ],
    )
    value_group = CatalogueField(
        lazy_gettext("The group you feel part of"), ValueGroup, empty=_UNSAID
    )
    territory = CatalogueField(lazy_gettext("Where you live"), Territory, empty=_UNSAID)
    is_minor = BooleanField(lazy_gettext("I am under 18"))
    publish_name = BooleanField(lazy_gettext("Show my name beside my observation"))
    publish_group = BooleanField(lazy_gettext("Show my group beside my observation"))
    publish_territory = BooleanField(lazy_gettext("Show where I live beside my observation"))
    consent = BooleanField(
        lazy_gettext("I authorise the entity to keep these data for the purposes of the notice")
    )
    submission_id = HiddenField(filters=[line], default=lambda: secrets.token_urlsafe(16))
    edition = version_field()

    def filing(self) -> Filing:
        """What was typed, as the verb takes it."""
        names = {field.name for field in fields(Filing)}
        said = {name: value for name, value in self.data.items() if name in names}
        return Filing(**{**said, "author_kind": self.author_kind.data or self._signature()})

    def _signature(self) -> AuthorKind:
        if self.organisation.data:
            return AuthorKind.ORGANISATION
        return AuthorKind.PERSON if self.name.data else AuthorKind.ANONYMOUS


def scan_of(field: FileField) -> Scan | None:
    """The file of a field; no more of it is read than may be kept."""
    if not field.data or not field.data.filename:
        return None
    content = field.data.read(LARGEST_SCAN + 1)
    return Scan.read(line(field.data.filename), content)


def sent_file(field: FileField) -> SentFile | None:
    """The document of a field; no more of it is read than may be kept."""
    if not field.data or not field.data.filename:
        return None
    return SentFile.read(line(field.data.filename), field.data.read(LARGEST_DOCUMENT + 1))
