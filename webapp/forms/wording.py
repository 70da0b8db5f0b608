"""The forms of an edition: what the plan says of itself, what an action or a category says, and
why it changes."""

import re
from collections.abc import Collection, Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from webapp.forms.base import Form
from webapp.forms.fields import (
    A_TEXT,
    TOO_LONG,
    DayField,
    Least,
    WholeNumberField,
    WordField,
    about_field,
    version_field,
)
from webapp.models import Plan
from webapp.queries import desk_list
from webapp.queries.desk_list import DeskComment
from webapp.text.typed import clean, line
from webapp.vocabulary import WORDING_FIELDS, Origin, PlanField, Target
from webapp.workflow.adjusting import Why
from webapp.workflow.drafting import Facts
from webapp.workflow.reasons import LEAST
from webapp.workflow.refusals import Invalid

ORIGINS = {
    Origin.OBSERVATIONS: lazy_gettext("Pick below the observations that caused it."),
    Origin.OWN_MOTION: lazy_gettext("Nobody asked for it: the entity decided it, and says why."),
    Origin.EDITORIAL_FIX: lazy_gettext(
        "A slip of writing; the action stays the same. It may also rest on an observation."
    ),
}
FIELD_OF_TARGET = {
    Target.ACTIVITY: PlanField.ACTIVITY,
    Target.EFFICACY: PlanField.EFFICACY_CHECK,
}
"""Which field takes the wording that an observation proposes; else the improvement."""


_A_LINE = Length(max=300, message=TOO_LONG)


class FactsForm(Form):
    """What the plan says of itself."""

    version = version_field()
    about = about_field()
    title = StringField(
        lazy_gettext("Title"),
        filters=[line],
        validators=[DataRequired(lazy_gettext("Write the title of the plan.")), _A_LINE],
    )
    code = StringField(lazy_gettext("Code"), filters=[line], validators=[_A_LINE])
    summary = TextAreaField(
        lazy_gettext("Summary in plain words"), filters=[clean], validators=[A_TEXT]
    )
    elaborated_on = DayField(lazy_gettext("Drawn up on"), validators=[Optional()])
    approved_on = DayField(lazy_gettext("Approved on"), validators=[Optional()])
    approved_by = StringField(lazy_gettext("Approved by"), filters=[line], validators=[_A_LINE])
    minutes = StringField(lazy_gettext("Minutes"), filters=[line], validators=[_A_LINE])
    starts_on = DayField(lazy_gettext("Terms count from"), validators=[Optional()])

    def facts(self) -> Facts:
        """The fields as the verb takes them."""
        names = Facts.__dataclass_fields__
        return Facts(**{name: self._fields[name].data for name in names})


class WhyForm(Form):
    """What a change rests on and why it is made."""

    version = version_field()
    about = about_field()
    origin = WordField(
        lazy_gettext("What does the change rest on?"),
        Origin,
        validators=[InputRequired(lazy_gettext("Say what the change rests on."))],
    )
    reason = TextAreaField(
        lazy_gettext("Why it changes"),
        filters=[clean],
        validators=[
            InputRequired(lazy_gettext("Say why it changes: the public will read it.")),
            Least(LEAST),
            A_TEXT,
        ],
    )
    comments = SelectMultipleField(lazy_gettext("Observations behind the change"))
    others = StringField(lazy_gettext("Other filing numbers"), filters=[line])
    plan: Plan

    def offer(self, plan: Plan, about: Sequence[DeskComment]) -> None:
        """List the observations that may be ticked; the others are typed."""
        self.plan = plan
        listed = {each.comment.filing_number for each in about}
        self.comments.choices = [SelectChoice(number) for number in sorted(listed)]
        ticked = set(self.comments.data or ())
        if plan.draft_edition and plan.draft_edition.is_editorial:
            only = Origin.EDITORIAL_FIX
            self.origin.choices = [SelectChoice(only.value, gettext(only.message))]
            self.origin.data = self.origin.data or only
        if not self.is_submitted():
            self.comments.data = sorted(ticked & listed)
            self.others.data = ", ".join(sorted(ticked - listed))

    def validate_others(self, field: StringField) -> None:
        """Whether the plan has every filing number that was typed."""
        named = desk_list.named(self.plan, self._typed())
        known = {each.comment.filing_number for each in named}
        unknown = [number for number in self._typed() if number not in known]
        if unknown:
            raise ValidationError(
                gettext("This plan has no observation %(numbers)s.", numbers=", ".join(unknown))
            )

    def why(self) -> Why:
        """What the verbs take."""
        numbers = [*(self.comments.data or ()), *self._typed()]
        return Why(
            origin=self.origin.data,
            reason=self.reason.data,
            comments=[each.comment for each in desk_list.named(self.plan, numbers)],
        )

    def _typed(self) -> list[str]:
        return re.findall(r"[^\s,;]+", (self.others.data or "").upper())

    def _mark(self, invalid: Invalid) -> None:
        super()._mark(invalid)
        if self.comments.errors and not self.comments.choices:  # nothing to tick is shown
            self.others.errors = [*self.others.errors, *self.comments.errors]
            self.comments.errors = []


class WordingForm(WhyForm):
    """The fields of an action."""

    activity = TextAreaField(
        lazy_gettext("Management activity"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Write the management activity.")), A_TEXT],
    )
    improvement = TextAreaField(lazy_gettext("Improvement"), filters=[clean], validators=[A_TEXT])
    term_months = WholeNumberField(lazy_gettext("Term, in months"), validators=[Optional()])
    efficacy_check = TextAreaField(
        lazy_gettext("Efficacy check"), filters=[clean], validators=[A_TEXT]
    )
    responsible_area = StringField(
        lazy_gettext("Responsible area"), filters=[line], validators=[A_TEXT]
    )

    def keep(self, fields: Collection[PlanField]) -> None:
        """Leave out the other fields of the action: each change has its own reason (R9)."""
        for field in WORDING_FIELDS:
            if field not in fields:
                del self[field.value]

    def values(self) -> dict[PlanField, object]:
        """The fields that it has, as the verb takes them."""
        return {
            field: self._fields[field.value].data
            if field is PlanField.TERM_MONTHS
            else (self._fields[field.value].data or "").strip()
            for field in WORDING_FIELDS
            if field.value in self._fields
        }


class CategoryForm(WhyForm):
    """A category's title."""

    title = TextAreaField(
        lazy_gettext("Title of the category"),
        filters=[line],
        validators=[InputRequired(lazy_gettext("Write the title of the category.")), A_TEXT],
    )


class AdjustedFactsForm(FactsForm, WhyForm):
    """What the adjusted plan says of itself, and why that changes."""
