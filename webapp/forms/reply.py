"""The forms of what an answer says: to one observation or many, and to a part of a letter."""

import re

from flask_babel import gettext, lazy_gettext
from wtforms import HiddenField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import Optional

from webapp.forms.base import Form
from webapp.forms.fields import A_TEXT, Least, WordField, about_field, version_field
from webapp.models import Area
from webapp.text.typed import clean
from webapp.vocabulary import Decision
from webapp.workflow.answering import Reply
from webapp.workflow.reasons import DECISION_LEAST

MEANINGS = {
    Decision.INCORPORATED: lazy_gettext(
        "The plan changes as was asked. It needs a change that names this observation. "
        "Official report: accepted."
    ),
    Decision.PARTIALLY_INCORPORATED: lazy_gettext(
        "Part of it changes the plan; the reason says what does not. It needs a change that "
        "names this observation. Official report: accepted."
    ),
    Decision.NOT_INCORPORATED: lazy_gettext(
        "The plan stays as it is. Official report: not accepted."
    ),
    Decision.ALREADY_INCLUDED: lazy_gettext(
        "The plan already says it: cite where. Official report: not accepted."
    ),
    Decision.OUT_OF_SCOPE: lazy_gettext(
        "It is not a matter of this plan. Official report: not applicable."
    ),
    Decision.INFORMATIVE_REPLY: lazy_gettext(
        "It asks something and proposes no change. Official report: not applicable."
    ),
}
"""What each decision means, under its name."""


LISTED = re.compile(r"(\d{1,9}):(\d{1,9})")


class PartForm(Form):
    """The answer to one part of a letter."""

    version = version_field()
    decision = WordField(lazy_gettext("Decision"), Decision)
    text = TextAreaField(lazy_gettext("Answer to this part"), filters=[clean], validators=[A_TEXT])
    reason = TextAreaField(
        lazy_gettext("Reason for the decision"),
        filters=[clean],
        validators=[A_TEXT, Least(DECISION_LEAST)],
    )
    cites = TextAreaField(
        lazy_gettext("Where the plan already includes it"), filters=[clean], validators=[A_TEXT]
    )


class ReplyForm(Form):
    """The substance of an answer."""

    decision = WordField(lazy_gettext("Decision"), Decision)
    text = TextAreaField(lazy_gettext("Answer"), filters=[clean], validators=[A_TEXT])
    reason = TextAreaField(
        lazy_gettext("Reason for the decision"),
        filters=[clean],
        validators=[A_TEXT, Least(DECISION_LEAST)],
    )
    cites = TextAreaField(
        lazy_gettext("Where the plan already includes it"), filters=[clean], validators=[A_TEXT]
    )
    responsible_area = SelectField(lazy_gettext("Responsible area"), validators=[Optional()])

    def offer_areas(self, current: str = "") -> None:
        """Offer the areas of the catalogue, and the one it has."""
        names = [each.name for each in Area.offered()]
        if current and current not in names:
            names.append(current)
        self.responsible_area.choices = [
            SelectChoice("", gettext("Not said")),
            *(SelectChoice(name) for name in names),
        ]

    def reply(self) -> Reply:
        """What the verbs take."""
        return Reply(
            decision=self.decision.data,
            text=self.text.data,
            reason=self.reason.data,
            cites=self.cites.data,
            responsible_area=self.responsible_area.data,
        )


class AnswerForm(ReplyForm):
    """The substance of an answer, and the copy that was read."""

    version = version_field()
    template = SelectField(
        lazy_gettext("Use a template"), validators=[Optional()], validate_choice=False
    )


class ReturnForm(Form):
    """What the drafter has to mend."""

    version = version_field()
    note = TextAreaField(lazy_gettext("What must be mended"), filters=[clean], validators=[A_TEXT])


class ReportForm(Form):
    """The round, and the answers that were listed, as `id:version` (R16)."""

    about = about_field()
    listed = HiddenField()

    def pairs(self) -> list[tuple[int, int]]:
        """The answers that were listed."""
        return [(int(row), int(version)) for row, version in LISTED.findall(self.listed.data or "")]
