"""The forms of a consultation: its days, its channels, its announcement, and what may follow."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectChoice, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from webapp.forms.base import FarDayForm, Form, ProofForm
from webapp.forms.fields import (
    A_PUBLIC_REASON,
    DayField,
    about_field,
    public_reason_field,
    version_field,
)
from webapp.forms.window import WindowForm
from webapp.vocabulary import Channel

DETAILS = "details_"


class DatesForm(WindowForm):
    """The days of the first consultation, saved until it is announced."""

    version = version_field()


class ChannelsForm(Form):
    """Through which channels observations are received."""

    version = version_field()
    about = about_field()
    channels = SelectMultipleField(
        lazy_gettext("Channels"),
        choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in Channel],
        coerce=Channel,
        validators=[InputRequired(lazy_gettext("Choose at least one channel."))],
    )

    def details(self, channel: Channel) -> StringField:
        """The field that says how a channel is reached."""
        return self._fields[f"{DETAILS}{channel.value}"]

    def chosen(self) -> dict[Channel, str]:
        """The channels ticked, with how each is reached."""
        return {each: self.details(each).data or "" for each in self.channels.data}


class AnnouncementForm(ProofForm):
    """The announcement, with the findings accepted or not."""

    accept_findings = BooleanField(lazy_gettext("Publish with warnings"))


class ExtensionForm(FarDayForm):
    """A later closing day and why."""

    version = version_field()
    about = about_field()
    last_day = DayField(
        lazy_gettext("New last day"),
        validators=[InputRequired(lazy_gettext("Write the new last day."))],
    )
    reason = public_reason_field(A_PUBLIC_REASON)


class CancellationForm(Form):
    """Why the plan is cancelled."""

    about = about_field()
    reason = public_reason_field(A_PUBLIC_REASON)
