"""The forms of the adjusted edition: what an action or a category says, and why it changes."""

import re
from collections.abc import Collection, Sequence

from flask_babel import gettext, lazy_gettext
from wtforms import SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from webapp.forms import (
    A_TEXT,
    Form,
    Least,
    WholeNumberField,
    WordField,
    about_field,
    clean,
    line,
    version_field,
)
from webapp.models import Comment, Plan, docket
from webapp.vocabulary import WORDING_FIELDS, Origin, PlanField, Target
from webapp.workflow.adjusting import Why
from webapp.workflow.reasons import LEAST

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

    def offer(self, plan: Plan, comments: Sequence[Comment]) -> None:
        """List the observations that may be ticked; the others are typed."""
        self.plan = plan
        listed = {comment.filing_number for comment in comments}
        self.comments.choices = [SelectChoice(number) for number in sorted(listed)]
        ticked = set(self.comments.data or ())
        if not self.is_submitted():
            self.comments.data = sorted(ticked & listed)
            self.others.data = ", ".join(sorted(ticked - listed))

    def validate_others(self, field: StringField) -> None:
        """Whether the plan has every filing number that was typed."""
        known = {comment.filing_number for comment in docket.named(self.plan, self._typed())}
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
            comments=docket.named(self.plan, numbers),
        )

    def _typed(self) -> list[str]:
        return re.findall(r"[^\s,;]+", (self.others.data or "").upper())


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
