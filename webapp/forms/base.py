"""The base of every form: tokens, versions, and what a verb refused. Rules of the process live in
the workflow."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, request
from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    StringField,
)

from webapp.forms.clashes import Clash, clashes_of
from webapp.forms.fields import DayField, about_field, version_field
from webapp.storage.db import may_write
from webapp.web.filters import entity, sentence
from webapp.workflow import announcing
from webapp.workflow.refusals import Incomplete, Invalid, OtherRound, StaleCopy, WrongState


class Form(FlaskForm):
    """A form that hands itself to a verb and keeps what the verb refused.

    `status` is what to answer with when it did not go through; `refusal` says why, when no
    single field is at fault; `current` is the row as it stands when someone else saved first;
    `missing` what must be done before.
    """

    status = 200
    refusal = ""
    current: Any = None
    _fields: dict[str, Any]
    missing: Sequence[Any] = ()
    outcome: Any = None

    def carries_out(self, verb: Callable[[], Any], *, over: Any = None) -> bool:
        """Whether the form was sent, is well-formed and about what stands now, and the verb did
        it; then `outcome` is what the verb gave back. `over` is the row it would save over."""
        if not self.is_submitted():
            return False
        if not may_write():
            self._ask_to_send_again()
            return False
        if not self.validate():
            self.status = 422
            return False
        try:
            self.outcome = verb()
        except Invalid as invalid:
            self._mark(invalid)
        except StaleCopy as stale:
            self._show_other_copy(stale)
        except OtherRound as other:
            self._show_what_stands(over, other)
        except Incomplete as incomplete:
            self.status, self.refusal = 409, sentence(incomplete)
            self.missing = incomplete.missing
        except WrongState as wrong:
            self.status, self.refusal = 409, sentence(wrong)
        return self.status == 200

    def _show_what_stands(self, row: Any, other: OtherRound) -> None:
        """Keep what was typed in a form about another round or edition, and let a second,
        deliberate save of it be about the one that stands now (R12)."""
        self.status, self.refusal, self.current = 409, sentence(other), row
        for name in ("about", "version"):
            if name in self._fields:
                self._fields[name].data = self._fields[name].object_data

    def _ask_to_send_again(self) -> None:
        self.status = 422
        self.form_errors = [
            gettext(
                "We could not confirm that the form came from this page: it was open for too long, "
                "or your browser keeps no cookies. Nothing was saved, and what you wrote is still "
                "here: check it and send it again."
            )
        ]
        if request.files:
            self.form_errors.append(gettext("Choose the files again: they were not kept."))

    def _show_other_copy(self, stale: StaleCopy) -> None:
        """Keep what was typed, and let a second, deliberate save go through (R12)."""
        self.status, self.refusal, self.current = 409, sentence(stale), stale.current
        if "version" in self._fields:
            self._fields["version"].data = stale.current.version

    @property
    def clashes(self) -> list[Clash]:
        """Where the copy that someone else saved says something else than what was typed (R12)."""
        return clashes_of(self, self.current) if self.current is not None else []

    def _mark(self, invalid: Invalid) -> None:
        self.status = 422
        for name, message in invalid.faults.items():
            field = self._fields.get(name)
            if field is None:
                self.refusal = sentence(message)
            else:
                field.errors = [*field.errors, sentence(message)]


class VersionForm(Form):
    """Nothing but the copy that was read: enough to do something to it (R12)."""

    version = version_field()


class ProofForm(Form):
    """A form under what it would publish: it carries the proof of what was read."""

    about = about_field()
    read = HiddenField()


class TrappedForm(Form):
    """A form of the open web, with a box that people do not see and programs fill in."""

    website = StringField()

    def validate(self, extra_validators: Any = None) -> bool:
        """Say so, openly, when the trap was filled; it is emptied for the next try."""
        sound = super().validate(extra_validators)
        if not self.website.data:
            return sound
        self.website.data = ""
        self.form_errors.append(
            gettext(
                "A hidden box that must stay empty came filled in. Programs that fill in forms "
                "do that. We have emptied it: send it again."
            )
        )
        return False


class FarDayForm(Form):
    """A form whose last day, when it is far away, the verb takes only once it is confirmed."""

    last_day: DayField
    is_meant = BooleanField(lazy_gettext("Yes, that is the day"))

    @property
    def asks_again(self) -> bool:
        """Whether the box is shown."""
        last = self.last_day.data
        far = last is not None and announcing.is_far(last, entity().zone, g.now)
        return bool(self.is_meant.data) or far
