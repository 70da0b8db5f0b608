"""Letters that touch several actions: their parts, and the answer to each."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectField, TextAreaField

from webapp.forms.base import Form, VersionForm
from webapp.forms.fields import version_field
from webapp.forms.reply import PartForm
from webapp.models import Action, Comment, Part
from webapp.queries import desk_list
from webapp.queries.desk_list import DeskComment
from webapp.text.typed import clean
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import answer_steps, splitting
from webapp.workflow.answer_steps import SPLITTERS
from webapp.workflow.splitting import LetterPiece

blueprint = Blueprint("parts", __name__)

EMPTY_ROWS = 3
ROW = re.compile(r"row\d{1,2}_excerpt")


class SplitForm(Form):
    """Rows of an excerpt and the action it is about: `row1_excerpt`, `row1_action`, ..."""

    version = version_field()

    @property
    def rows(self) -> Iterator[tuple[Any, Any]]:
        """The excerpt and the action of each row."""
        for name, field in self._fields.items():
            if ROW.fullmatch(name):
                yield field, self._fields[name.replace("excerpt", "action")]

    def pieces(self, actions: dict[str, Action]) -> list[LetterPiece]:
        """The parts that were typed; empty rows are left out."""
        return [
            LetterPiece(excerpt.data, actions.get(action.data))
            for excerpt, action in self.rows
            if (excerpt.data or "").strip()
        ]


@blueprint.get("/observaciones/<filing_number>/partes")
@open_to(*EVERYONE)
def show(filing_number: str) -> ResponseReturnValue:
    """The parts of a letter, and the form that splits it."""
    record = found(desk_list.find(filing_number))
    return _page(record, _split_form(record.comment))


@blueprint.post("/observaciones/<filing_number>/partes")
@open_to(*SPLITTERS)
def split(filing_number: str) -> ResponseReturnValue:
    """Split the letter into parts, or split it again; asking for more rows saves nothing."""
    record = found(desk_list.find(filing_number))
    comment = record.comment
    form = _split_form(comment)
    actions = _actions(comment)
    if "more" not in request.form and form.carries_out(
        lambda: splitting.split(
            comment,
            form.pieces(actions),
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The letter is split. Now answer each part."), "good")
        return done(_address(comment))
    return _page(record, form)


@blueprint.post("/observaciones/<filing_number>/partes/union")
@open_to(*SPLITTERS)
def joining(filing_number: str) -> ResponseReturnValue:
    """Treat it as one again."""
    record = found(desk_list.find(filing_number))
    comment = record.comment
    form = VersionForm()
    if form.carries_out(
        lambda: splitting.join(
            comment,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("It is answered as one again."), "good")
        return done(url_for("desk.answers.answer", filing_number=comment.filing_number))
    return _page(record, _split_form(comment), joining=form)


@blueprint.route("/observaciones/<filing_number>/partes/<int:number>", methods=["GET", "POST"])
@open_to(Role.RESPONDER)
def part(filing_number: str, number: int) -> ResponseReturnValue:
    """Answer one part, then lead to the next one without an answer."""
    comment = found(desk_list.find(filing_number)).comment
    parts = _parts(comment)
    part = found(next((each for each in parts if each.position == number), None))
    form = PartForm(
        version=part.version,
        decision=part.decision,
        text=part.text,
        reason=part.reason,
        cites=part.cites,
    )
    if form.carries_out(
        lambda: splitting.answer_part(
            part,
            decision=form.decision.data,
            text=form.text.data or "",
            reason=form.reason.data or "",
            cites=form.cites.data or "",
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The answer to part %(number)s is saved.", number=number), "good")
        return done(_after(comment, parts, number))
    return render(
        "desk/parts/part.html",
        "desk/parts/_part.html",
        form.status,
        form=form,
        comment=comment,
        part=part,
        count=len(parts),
        wording=part.action and part.action.wording_in(comment.edition),
    )


def _after(comment: Comment, parts: list[Part], number: int) -> str:
    """Where to go on: the next part without an answer, else the answer to the letter."""
    others = [each for each in parts if each.position != number and not each.decision]
    later = [each for each in others if each.position > number] or others
    if later:
        return url_for(".part", filing_number=comment.filing_number, number=later[0].position)
    return url_for("desk.answers.answer", filing_number=comment.filing_number)


def _parts(comment: Comment) -> list[Part]:
    return Part.of([comment]).get(comment.id, [])


def _actions(comment: Comment) -> dict[str, Action]:
    """The actions of the edition that the author read, by code."""
    wordings = comment.edition.wordings.select().join(Action).order_by(Action.position)
    return {each.action.code: each.action for each in wordings}


def _split_form(comment: Comment) -> SplitForm:
    """As many rows as were sent, as there are parts, or as the text has paragraphs."""
    filled = [(part.shown_excerpt, part.action) for part in _parts(comment)]
    filled = filled or [(words, comment.action) for words in _paragraphs(comment)]
    sent = sum(bool(ROW.fullmatch(name)) for name in request.form)
    count = sent or len(filled) + (1 if filled else EMPTY_ROWS)
    if "more" in request.form:
        count += EMPTY_ROWS
    choices = [
        SelectChoice("", gettext("The whole plan")),
        *(SelectChoice(code, code) for code in _actions(comment)),
    ]
    rows: dict[str, Any] = {}
    values: dict[str, str] = {}
    for number in range(1, min(count, splitting.MOST) + 1):
        rows[f"row{number}_excerpt"] = TextAreaField(
            lazy_gettext("Part %(number)s: words of the letter", number=number), filters=[clean]
        )
        rows[f"row{number}_action"] = SelectField(
            lazy_gettext("Part %(number)s: action", number=number), choices=choices
        )
    for number, (words, action) in enumerate(filled[: splitting.MOST], start=1):
        values[f"row{number}_excerpt"] = words
        values[f"row{number}_action"] = action.code if action else ""
    return type("SplitForm", (SplitForm,), rows)(version=comment.version, **values)


def _paragraphs(comment: Comment) -> list[str]:
    """The paragraphs that the public reads, to begin with, when there is more than one."""
    found_ones = [each.strip() for each in re.split(r"\n\s*\n", comment.shown_body)]
    found_ones = [each for each in found_ones if each]
    return found_ones if len(found_ones) > 1 else []


def _page(
    record: DeskComment, form: SplitForm, *, joining: VersionForm | None = None
) -> ResponseReturnValue:
    comment = record.comment
    staff, answer = current_user.staff, record.answer
    parts = _parts(comment)
    return render(
        "desk/parts/show.html",
        "desk/parts/_show.html",
        (joining or form).status,
        form=form,
        acting=joining,
        join_form=VersionForm(formdata=None, version=comment.version),
        comment=comment,
        reading=comment.read_by(current_user.staff),
        parts=parts,
        overall=splitting.decision_of(parts),
        writable=answer is None or answer.state.is_writable,
        may_split=form.is_submitted() or answer_steps.may_split(comment, answer, staff),
        may_answer=answer_steps.may_write(comment, answer, staff, g.now),
        may_correct=answer_steps.may_correct(answer, staff),
    )


def _address(comment: Comment) -> str:
    return url_for(".show", filing_number=comment.filing_number)
