"""The days of a consultation as staff write them, for the first round and for one more."""

from datetime import timedelta
from typing import Any

from flask import g
from flask_babel import lazy_gettext
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from webapp.forms.base import FarDayForm
from webapp.forms.fields import TOO_LONG, DayField, Least, WordField
from webapp.text.typed import clean
from webapp.vocabulary import CyclePhase
from webapp.web.filters import local
from webapp.workflow.announcing import USUAL_DAYS, WindowDays
from webapp.workflow.reasons import LEAST


class WindowForm(FarDayForm):
    """The days of the consultation, both whole."""

    first_day = DayField(
        lazy_gettext("First day"), validators=[InputRequired(lazy_gettext("Write the first day."))]
    )
    last_day = DayField(
        lazy_gettext("Last day"), validators=[InputRequired(lazy_gettext("Write the last day."))]
    )
    short_reason = TextAreaField(
        lazy_gettext("Why it is shorter than 15 calendar days"),
        filters=[clean],
        validators=[Length(max=2000, message=TOO_LONG), Least(LEAST)],
    )
    cycle_phase = WordField(
        lazy_gettext("Phase of the cycle"),
        CyclePhase,
        validators=[InputRequired(lazy_gettext("Choose the phase."))],
    )

    def window(self) -> WindowDays:
        """The fields as the verbs take them."""
        return WindowDays(
            first_day=self.first_day.data,
            last_day=self.last_day.data,
            short_reason=self.short_reason.data,
            cycle_phase=self.cycle_phase.data,
            confirmed=self.is_meant.data,
        )


def usual_days() -> dict[str, Any]:
    """What the form holds at first: the usual length, from tomorrow on."""
    first = local(g.now).date() + timedelta(days=1)
    last = first + timedelta(days=USUAL_DAYS - 1)
    return {"first_day": first, "last_day": last, "cycle_phase": CyclePhase.FORMULATION}
