"""The forms of a draft: the title of a category, an action, and closing it to observations."""

from flask_babel import lazy_gettext
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange, Optional

from webapp.forms.base import Form
from webapp.forms.fields import (
    A_PUBLIC_REASON,
    A_TEXT,
    TOO_LONG,
    WholeNumberField,
    about_field,
    public_reason_field,
    version_field,
)
from webapp.text.typed import clean, line
from webapp.vocabulary import WORDING_FIELDS, PlanField
from webapp.workflow import drafting

A_LINE = Length(max=300, message=TOO_LONG)
A_DAY = (Optional(),)


class CategoryTitleForm(Form):
    """The title of a category."""

    version = version_field()
    title = TextAreaField(
        lazy_gettext("Title of the category"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the title of the category.")), A_TEXT],
    )


class ActionForm(Form):
    """What an action says."""

    version = version_field()
    activity = TextAreaField(
        lazy_gettext("Management activity"),
        filters=[clean],
        validators=[DataRequired(lazy_gettext("Write the management activity.")), A_TEXT],
    )
    improvement = TextAreaField(lazy_gettext("Improvement"), filters=[clean], validators=[A_TEXT])
    term_months = WholeNumberField(
        lazy_gettext("Term, in months"),
        validators=[
            Optional(),
            NumberRange(
                1,
                drafting.LONGEST_TERM,
                lazy_gettext("The term is a number of months between 1 and 240."),
            ),
        ],
    )
    efficacy_check = TextAreaField(
        lazy_gettext("Efficacy check"), filters=[clean], validators=[A_TEXT]
    )
    responsible_area = StringField(
        lazy_gettext("Responsible area"), filters=[line], validators=[A_LINE]
    )

    def values(self) -> dict[PlanField, object]:
        """The fields as the verb takes them."""
        return {field: _bare(self._fields[field.value].data) for field in WORDING_FIELDS}


class OpeningForm(Form):
    """That an action takes observations again."""

    about = about_field()


class ClosingForm(Form):
    """Why an action takes no observations."""

    about = about_field()
    reason = public_reason_field(A_PUBLIC_REASON)


def _bare(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
