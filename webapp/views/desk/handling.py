"""Who has an observation: handing it over, impediments, private notes, the staff's own tags."""

from collections.abc import Iterable

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from webapp.forms.base import Form
from webapp.forms.fields import A_TEXT, CatalogueField, DayField, Least, version_field
from webapp.models import Area, Comment, Handling, Note, Staff
from webapp.queries import caseload, desk_list
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import CorrectionKind
from webapp.web.hypermedia import done, found, render
from webapp.web.proposals import proposed
from webapp.workflow import correcting, handling, segregating
from webapp.workflow.reasons import LEAST

blueprint = Blueprint("handling", __name__)

LONGEST_NOTE = 2_000
_FITS = Length(max=LONGEST_NOTE, message=lazy_gettext("Write up to 2,000 characters."))


class PersonField(SelectField):
    """A choice among people who draft answers, empty allowed."""

    def __init__(self, label: str, *, empty: str, **options: object) -> None:
        self.empty = empty
        self.offered: dict[str, Staff] = {}
        super().__init__(label, choices=[], coerce=self._person, **options)

    def offer(self, people: Iterable[Staff]) -> None:
        """Set who can be chosen."""
        self.offered = {str(each.id): each for each in people}
        named = [(key, _with_area(each)) for key, each in self.offered.items()]
        self.choices = [("", self.empty), *named]
        if self.raw_data:
            self.process_formdata(self.raw_data)

    def _person(self, key: object) -> Staff | None:
        if isinstance(key, Staff):
            return key
        return self.offered.get(str(key or ""))

    def pre_validate(self, form: Form) -> None:
        """Refuse someone who was not offered."""
        if self.raw_data and self.raw_data[0] and self.data is None:
            raise ValidationError(gettext("Choose someone of the list."))


def _with_area(person: Staff) -> str:
    return f"{person.name} ({person.area.name})" if person.area else person.name


class AssignForm(Form):
    """To whom, until when, and what to tell them."""

    version = version_field()
    area = CatalogueField(lazy_gettext("Area"), Area, empty=lazy_gettext("No area"))
    staff = PersonField(lazy_gettext("Person"), empty=lazy_gettext("Anyone of the area"))
    due_on = DayField(lazy_gettext("Internal due date"), validators=[Optional()])
    note = TextAreaField(lazy_gettext("Private note"), filters=[clean], validators=[_FITS])


class ImpedimentForm(Form):
    """Why someone may not deal with it, and who goes on."""

    version = version_field()
    reason = TextAreaField(
        lazy_gettext("What the impediment is"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Say what the impediment is.")), _FITS],
    )
    staff = PersonField(lazy_gettext("Who goes on with it"), empty=lazy_gettext("Let the area say"))


class LiftingForm(Form):
    """Why an impediment was declared by mistake."""

    reason = TextAreaField(
        lazy_gettext("Why it was a mistake"), filters=[clean], validators=[A_TEXT, Least(LEAST)]
    )


class NoteForm(Form):
    """A private note."""

    text = TextAreaField(
        lazy_gettext("New note"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Write the note.")), _FITS],
    )


class TagsForm(Form):
    """The staff's own words, with commas between them."""

    version = version_field()
    tags = StringField(
        lazy_gettext("Tags"),
        filters=[line],
        validators=[Length(max=200, message=lazy_gettext("Write up to 200 characters."))],
    )


@blueprint.route("/observaciones/<filing_number>/asignacion", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def assignment(filing_number: str) -> ResponseReturnValue:
    """Hand an observation to an area or a person."""
    comment, held = _held(filing_number)
    form = AssignForm(
        version=held.version, area=str(held.area_id), staff=held.staff, due_on=held.due_on
    )
    form.staff.offer(caseload.drafters())
    if form.carries_out(
        lambda: handling.assign(
            comment,
            area=form.area.data,
            staff=form.staff.data,
            due_on=form.due_on.data,
            note=form.note.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("It is handed over."), "good")
        return done(_address(comment))
    return render(
        "desk/handling/assignment.html",
        "desk/handling/_assignment.html",
        form.status,
        form=form,
        comment=comment,
        clashes=_clashes(form),
    )


@blueprint.route("/observaciones/<filing_number>/impedimento", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def impediment(filing_number: str) -> ResponseReturnValue:
    """Declare an impediment: it passes to someone else."""
    comment, held = _held(filing_number)
    form = ImpedimentForm(version=held.version)
    form.staff.offer(
        each
        for each in caseload.drafters()
        if each != current_user.staff and held.area_id in (None, each.area_id)
    )
    if form.carries_out(
        lambda: handling.recuse(
            comment,
            reason=form.reason.data,
            to=form.staff.data,
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Your impediment is in the log. You no longer answer this one."), "good")
        return done(_address(comment))
    return render(
        "desk/handling/impediment.html",
        "desk/handling/_impediment.html",
        form.status,
        form=form,
        comment=comment,
        held=held,
    )


@blueprint.route(
    "/observaciones/<filing_number>/impedimento/levantamiento", methods=["GET", "POST"]
)
@open_to(*handling.HANDLERS)
def lifting(filing_number: str) -> ResponseReturnValue:
    """Propose to lift one's own impediment, declared by mistake."""
    comment = found(desk_list.find(filing_number)).comment
    form = LiftingForm()
    if form.carries_out(
        lambda: correcting.propose(
            CorrectionKind.IMPEDIMENT_LIFTED,
            comment,
            plan=comment.plan,
            reason=form.reason.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return proposed(form.outcome)
    return render(
        "desk/handling/lifting.html",
        status=form.status,
        comment=comment,
        form=form,
        is_impeded=segregating.is_impeded(comment, current_user.staff),
    )


@blueprint.get("/observaciones/<filing_number>/notas")
@open_to(*EVERYONE)
def notes(filing_number: str) -> ResponseReturnValue:
    """The private notes on an observation."""
    return _notes(found(desk_list.find(filing_number)).comment, NoteForm(None))


@blueprint.post("/observaciones/<filing_number>/notas")
@open_to(*handling.HANDLERS)
def note(filing_number: str) -> ResponseReturnValue:
    """Leave a private note."""
    comment = found(desk_list.find(filing_number)).comment
    form = NoteForm()
    if form.carries_out(
        lambda: handling.note(comment, form.text.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The note is saved. Only staff read it."), "good")
        return done(url_for(".notes", filing_number=comment.filing_number))
    return _notes(comment, form)


def _notes(comment: Comment, form: NoteForm) -> ResponseReturnValue:
    return render(
        "desk/handling/notes.html",
        "desk/handling/_notes.html",
        form.status,
        form=form,
        comment=comment,
        notes=Note.on(comment),
        may_write=current_user.staff.has(*handling.HANDLERS),
    )


@blueprint.route("/observaciones/<filing_number>/etiquetas", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def tags(filing_number: str) -> ResponseReturnValue:
    """Put the staff's own words on an observation."""
    comment, held = _held(filing_number)
    form = TagsForm(version=held.version, tags=", ".join(held.tags))
    if form.carries_out(
        lambda: handling.tag(
            comment,
            (form.tags.data or "").split(","),
            version=form.version.data or 0,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The tags are saved."), "good")
        return done(_address(comment))
    return render(
        "desk/handling/tags.html",
        "desk/handling/_tags.html",
        form.status,
        form=form,
        comment=comment,
        standing=", ".join(form.current.tags) if form.current else "",
    )


def _held(filing_number: str) -> tuple[Comment, Handling]:
    """An observation and who has it; one that nobody was ever given has a row not yet saved."""
    comment = found(desk_list.find(filing_number)).comment
    return comment, Handling.of(comment) or Handling(comment=comment)


def _clashes(form: AssignForm) -> list[dict[str, str]]:
    """Where what someone else saved says something else than what was chosen (R12)."""
    if form.current is None:
        return []
    pairs = (
        (form.area, _name(form.current.area), _name(form.area.data)),
        (form.staff, _name(form.current.staff), _name(form.staff.data)),
    )
    return [
        {"label": field.label.text, "theirs": theirs, "yours": yours}
        for field, theirs, yours in pairs
        if theirs != yours
    ]


def _name(row: Area | Staff | None) -> str:
    return row.name if row else gettext("Nobody")


def _address(comment: Comment) -> str:
    return url_for("desk.comments.comment", filing_number=comment.filing_number)
