"""The forms of who has an observation: handing it over, impediments, private notes, tags."""

from collections.abc import Iterable

from flask_babel import gettext, lazy_gettext
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from webapp.forms.base import Form
from webapp.forms.fields import A_TEXT, FITS, CatalogueField, DayField, Least, version_field
from webapp.models import Area, Staff
from webapp.text.typed import clean, line
from webapp.workflow.reasons import LEAST

LONGEST_NOTE = 2_000
_FITS = Length(max=LONGEST_NOTE, message=lazy_gettext("Write up to 2,000 characters."))


class PersonField(SelectField):
    """A choice among people who draft answers, empty allowed."""

    def __init__(self, label: str, *, empty: str, **options: object) -> None:
        self.empty = empty
        self.offered: dict[str, Staff] = {}
        super().__init__(label, choices=[], coerce=self._person, **options)

    def offer(self, people: Iterable[Staff]) -> None:
        """Set who can be chosen."""
        self.offered = {str(each.id): each for each in people}
        named = [(key, _with_area(each)) for key, each in self.offered.items()]
        self.choices = [("", self.empty), *named]
        if self.raw_data:
            self.process_formdata(self.raw_data)

    def _person(self, key: object) -> Staff | None:
        if isinstance(key, Staff):
            return key
        return self.offered.get(str(key or ""))

    def pre_validate(self, form: Form) -> None:
        """Refuse someone who was not offered."""
        if self.raw_data and self.raw_data[0] and self.data is None:
            raise ValidationError(gettext("Choose someone of the list."))


def _with_area(person: Staff) -> str:
    return f"{person.name} ({person.area.name})" if person.area else person.name


class AssignForm(Form):
    """To whom, until when, and what to tell them."""

    version = version_field()
    area = CatalogueField(lazy_gettext("Area"), Area, empty=lazy_gettext("No area"))
    staff = PersonField(lazy_gettext("Person"), empty=lazy_gettext("Anyone of the area"))
    due_on = DayField(lazy_gettext("Internal due date"), validators=[Optional()])
    note = TextAreaField(lazy_gettext("Private note"), filters=[clean], validators=[_FITS])


class ImpedimentForm(Form):
    """Why someone may not deal with it, and who goes on."""

    version = version_field()
    reason = TextAreaField(
        lazy_gettext("What the impediment is"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Say what the impediment is.")), _FITS],
    )
    staff = PersonField(lazy_gettext("Who goes on with it"), empty=lazy_gettext("Let the area say"))


class LiftingForm(Form):
    """Why an impediment was declared by mistake."""

    reason = TextAreaField(
        lazy_gettext("Why it was a mistake"), filters=[clean], validators=[A_TEXT, Least(LEAST)]
    )


class NoteForm(Form):
    """A private note."""

    text = TextAreaField(
        lazy_gettext("New note"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Write the note.")), _FITS],
    )


class TagsForm(Form):
    """The staff's own words, with commas between them."""

    version = version_field()
    tags = StringField(
        lazy_gettext("Tags"),
        filters=[line],
        validators=[FITS],
    )
