"""The form of an observation, on the web and at the front desk, and the files sent with one."""

import secrets
from dataclasses import fields

from flask_babel import lazy_gettext
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from webapp.forms.base import Form
from webapp.forms.fields import AN_ADDRESS, FITS, CatalogueField, WordField, version_field
from webapp.models import Territory, ValueGroup
from webapp.text.typed import clean, line
from webapp.vocabulary import AuthorKind, Kind, Stance, Target
from webapp.workflow.commenting import LONGEST, Filing
from webapp.workflow.intake import LARGEST_SCAN, Scan
from webapp.workflow.sent_file import LARGEST_DOCUMENT, SentFile

_UNSAID = lazy_gettext("I prefer not to say")


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
        typed = {name: value for name, value in self.data.items() if name in names}
        return Filing(**{**typed, "author_kind": self.author_kind.data or self._signature()})

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
