"""What of an observation is shown: as filed, with redactions, or nothing."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional

from webapp.forms.base import VersionForm
from webapp.forms.fields import KINDS_OF_DATA, WordField
from webapp.forms.moderating import ProtectingForm, WithholdForm
from webapp.models import Comment
from webapp.queries import desk_list
from webapp.text.redaction import RedactionKind, Span
from webapp.text.typed import clean
from webapp.views.desk.access import open_to
from webapp.vocabulary import Ground, Publication, Role
from webapp.web.filters import sentence
from webapp.web.hypermedia import done, found, render
from webapp.web.query import whole_query
from webapp.workflow import moderating
from webapp.workflow.moderating import Redactions
from webapp.workflow.refusals import Invalid

blueprint = Blueprint("moderation", __name__)

EMPTY_ROWS = 4
MOST_ROWS = 1_000
"""Rows that are read of one form: a text that needs more of them is withheld."""
AROUND = 40
"""Characters of context that a suggestion is shown with, on each side."""


class RedactForm(ProtectingForm):
    """Which suggestions to take, and rows of words to suppress: `row1_words`, `row1_kind`, ..."""

    ground = WordField(
        lazy_gettext("Public reason"),
        Ground,
        among=lambda ground: ground is not Ground.OTHER,
        validators=[InputRequired(lazy_gettext("Choose the reason."))],
    )
    suggestions = SelectMultipleField(
        lazy_gettext("It looks like personal data"), validators=[Optional()]
    )
    comment: Comment

    @property
    def rows(self) -> Iterator[tuple[Any, Any]]:
        """The words and the kind of each row."""
        for name, field in self._fields.items():
            if re.fullmatch(r"row\d+_words", name):
                yield field, self._fields[name.replace("words", "kind")]

    def redactions(self) -> Redactions:
        """The redactions that were ticked or typed, as the verb takes them."""
        spans: dict[str, list[Span]] = {"body": [], "proposed_text": []}
        offered = {each.value for each in self.suggestions.choices}
        for chosen in offered.intersection(self.suggestions.data or ()):
            field, start, end, kind = chosen.split(":")
            spans[field].append(Span(int(start), int(end), RedactionKind(kind)))
        for _, places in self._places():
            spans["body"] += places.body
            spans["proposed_text"] += places.proposed_text
        return Redactions(**spans)

    def mark(self) -> bool:
        """Whether the words of every row stand in the text; marks the rows whose do not."""
        missing = [
            words for words, places in self._places() if not (places.body or places.proposed_text)
        ]
        for words in missing:
            words.errors = [
                gettext(
                    "“%(words)s” is not in the text. Copy it as it stands there.", words=words.data
                )
            ]
        return not missing

    def validate(self, extra_validators: object = None) -> bool:
        """Whether it is well-formed and the words of every row stand in the text."""
        sound = super().validate(extra_validators)
        return self.mark() and sound

    def _places(self) -> Iterator[tuple[Any, Redactions]]:
        for words, kind in self.rows:
            if words.data.strip():
                yield words, moderating.everywhere(self.comment, words.data, kind.data)


def _redact_form(comment: Comment) -> RedactForm:
    """The form for one observation, with its suggestions and enough rows."""
    typed = [name for name in request.form if re.fullmatch(r"row\d+_words", name)]
    if len(typed) > MOST_ROWS:
        abort(413)
    suggested = {_value(field, span): span for field, span in moderating.suggested(comment)}
    suppressed = [each for each in _suppressed(comment) if each not in suggested]
    count = len(typed) or len(suppressed) + EMPTY_ROWS
    if "more" in request.form:
        count += EMPTY_ROWS
    rows = {}
    for number in range(1, count + 1):
        rows[f"row{number}_words"] = StringField(
            lazy_gettext("Words to suppress, row %(number)s", number=number), filters=[clean]
        )
        rows[f"row{number}_kind"] = SelectField(
            lazy_gettext("What they are, row %(number)s", number=number),
            choices=[SelectChoice(kind.value, word) for kind, word in KINDS_OF_DATA.items()],
            coerce=RedactionKind,
            default=RedactionKind.NAME,
        )
    form = type("RedactForm", (RedactForm,), rows)(
        version=comment.version,
        ground=comment.ground or Ground.PERSONAL_DATA,
        suggestions=_ticked(comment, list(suggested)),
        **_filled(comment, suppressed),
    )
    form.comment = comment
    form.suggestions.choices = [
        SelectChoice(value, f"{_words(comment, value)} ({KINDS_OF_DATA[span.kind]})")
        for value, span in suggested.items()
    ]
    return form


def _value(field: str, span: Span) -> str:
    return f"{field}:{span.start}:{span.end}:{span.kind}"


def _suppressed(comment: Comment) -> list[str]:
    """What is suppressed now, each as the value of a suggestion."""
    return [
        f"{each['field']}:{each['start']}:{each['end']}:{each['kind']}"
        for each in comment.redactions
    ]


def _ticked(comment: Comment, suggested: list[str]) -> list[str]:
    if comment.publication is Publication.REDACTED:
        return [value for value in suggested if value in _suppressed(comment)]
    return suggested


def _filled(comment: Comment, suppressed: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for number, value in enumerate(suppressed, start=1):
        values[f"row{number}_words"] = _words(comment, value)
        values[f"row{number}_kind"] = RedactionKind(value.rpartition(":")[2])
    return values


def _words(comment: Comment, value: str) -> str:
    field, start, end, _ = value.split(":")
    return getattr(comment, field)[int(start) : int(end)]


def _contexts(comment: Comment, form: RedactForm) -> dict[str, str]:
    """The words round each suggestion."""
    contexts = {}
    for each in form.suggestions.choices:
        field, start, end, _ = each.value.split(":")
        text = getattr(comment, field)
        left, right = max(0, int(start) - AROUND), int(end) + AROUND
        contexts[each.value] = (
            ("…" if left else "") + text[left:right] + ("…" if right < len(text) else "")
        )
    return contexts


@blueprint.route("/observaciones/<filing_number>/publicacion", methods=["GET", "POST"])
@open_to(Role.MODERATOR)
def show(filing_number: str) -> ResponseReturnValue:
    """Show an observation as it was filed."""
    comment = found(desk_list.find(filing_number)).comment
    form = VersionForm(version=comment.version)
    if form.carries_out(
        lambda: moderating.show(comment, version=form.version.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The public reads it as it was filed."), "good")
        return done(_back(comment))
    return render(
        "desk/moderation/show.html",
        "desk/moderation/_show.html",
        form.status,
        form=form,
        comment=form.current or comment,
        suspicious=[_words(comment, _value(*each)) for each in moderating.suggested(comment)],
        list_query=whole_query(),
    )


@blueprint.route("/observaciones/<filing_number>/supresiones", methods=["GET", "POST"])
@open_to(Role.MODERATOR)
def redactions(filing_number: str) -> ResponseReturnValue:
    """Show an observation with marks in place of the words chosen."""
    comment = found(desk_list.find(filing_number)).comment
    form = _redact_form(comment)
    if "more" not in request.form and form.carries_out(
        lambda: moderating.redact(
            comment,
            form.redactions(),
            ground=form.ground.data,
            version=form.version.data,
            of_age=form.of_age.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The public reads it with the redactions you marked."), "good")
        return done(_back(comment))
    return _redactions_page(comment, form)


@blueprint.post("/observaciones/<filing_number>/supresiones/vista")
@open_to(Role.MODERATOR)
def preview(filing_number: str) -> ResponseReturnValue:
    """How the public would read it. Saves nothing."""
    comment = found(desk_list.find(filing_number)).comment
    form = _redact_form(comment)
    if not form.mark():
        form.status = 422
    return _redactions_page(comment, form, "desk/moderation/_preview.html")


def _redactions_page(
    comment: Comment, form: RedactForm, fragment: str = "desk/moderation/_redactions.html"
) -> ResponseReturnValue:
    overlap, read = "", (comment.body, comment.proposed_text)
    try:
        read = moderating.redacted(comment, form.redactions())
    except Invalid as invalid:
        overlap = sentence(invalid.faults["words"])
    return render(
        "desk/moderation/redactions.html",
        fragment,
        form.status,
        form=form,
        comment=comment,
        contexts=_contexts(comment, form),
        public_body=read[0],
        public_proposed_text=read[1],
        overlap=overlap,
        list_query=whole_query(),
    )


@blueprint.route("/observaciones/<filing_number>/retencion", methods=["GET", "POST"])
@open_to(Role.MODERATOR)
def withholding(filing_number: str) -> ResponseReturnValue:
    """Show nothing of the text, with a public reason."""
    comment = found(desk_list.find(filing_number)).comment
    form = WithholdForm(version=comment.version, ground=comment.ground, note=comment.ground_note)
    if form.carries_out(
        lambda: moderating.withhold(
            comment,
            ground=form.ground.data,
            note=form.note.data,
            version=form.version.data,
            of_age=form.of_age.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The text is withheld. Its number, date and reason stay public."), "good")
        return done(_back(comment))
    return render(
        "desk/moderation/withholding.html",
        "desk/moderation/_withholding.html",
        form.status,
        form=form,
        comment=comment,
        list_query=whole_query(),
    )


def _back(comment: Comment) -> str:
    return url_for("desk.comments.comment", filing_number=comment.filing_number) + whole_query()
