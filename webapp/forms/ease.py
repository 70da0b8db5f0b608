"""The three questions after the receipt, for the public and for the front desk."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import lazy_gettext
from wtforms import HiddenField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import Length

from webapp.forms.base import Form
from webapp.text.typed import clean, line
from webapp.vocabulary import Easiness, Understanding
from webapp.vocabulary.messages import Worded
from webapp.workflow.ease_questions import LONGEST, Opinion

Answer = TypeVar("Answer", bound=Worded)


class ChoiceField(RadioField):
    """One word of a closed list, or none."""

    def __init__(self, label: str, words: type[Answer], **options: Any) -> None:
        super().__init__(
            label,
            choices=[SelectChoice(each.value, lazy_gettext(each.message)) for each in words],
            coerce=_word_of(words),
            validate_choice=False,
            **options,
        )


def _word_of(words: type[Answer]) -> Callable[[str | None], Answer | None]:
    return lambda value: words(value) if value else None


class EaseForm(Form):
    """What someone says of taking part; every question may be left open."""

    easy = ChoiceField(lazy_gettext("How easy was it to send the observation?"), Easiness)
    understood = ChoiceField(
        lazy_gettext("Was it understood what the plan proposes?"), Understanding
    )
    wish = TextAreaField(
        lazy_gettext("What would you change?"),
        filters=[clean],
        validators=[
            Length(max=LONGEST, message=lazy_gettext("Write up to 500 characters.")),
        ],
    )

    def opinion(self) -> Opinion:
        """What was answered, as the verb takes it."""
        return Opinion(easy=self.easy.data, understood=self.understood.data, wish=self.wish.data)


class AssistedEaseForm(EaseForm):
    """The same, typed by who helped the person, while the code of the receipt is at hand."""

    tracking_code = HiddenField(filters=[line])
