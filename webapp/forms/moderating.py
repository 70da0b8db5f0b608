"""What whoever moderates says of an observation that is not shown as it came."""

from flask_babel import lazy_gettext
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired

from webapp.forms.base import Form
from webapp.forms.fields import A_TEXT, WordField, version_field
from webapp.text.typed import clean
from webapp.vocabulary import Ground


class ProtectingForm(Form):
    """Whether a minor whom it may protect is somebody else than who wrote."""

    version = version_field()
    of_age = BooleanField(lazy_gettext("Whoever wrote it is of age: the minor is somebody else"))


class WithholdForm(ProtectingForm):
    """Why nothing of the text is shown."""

    ground = WordField(
        lazy_gettext("Public reason"),
        Ground,
        validators=[InputRequired(lazy_gettext("Choose the reason."))],
    )
    note = TextAreaField(
        lazy_gettext("Explanation for the public"), filters=[clean], validators=[A_TEXT]
    )
