"""Bringing a corrected file into a draft: upload, read what would change, confirm."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from wtforms import HiddenField

from webapp.forms.base import Form
from webapp.forms.plan_preview import PlanFile, PlanFileForm, all_recognised
from webapp.importing import PlanColumn, PlanReading, UnreadableFile, read_plan_table
from webapp.models import Edition, Plan
from webapp.text.differences import Piece, difference
from webapp.views.desk.access import open_to
from webapp.vocabulary import WORDING_FIELDS, Phase, PlanField, Role
from webapp.web.filters import months, sentence
from webapp.web.hypermedia import done, found, render
from webapp.workflow import reimporting
from webapp.workflow.proof_of_reading import proof
from webapp.workflow.reimporting import NOTES, CategoryRevision

blueprint = Blueprint("reimports", __name__)

FIELDS = {
    PlanColumn.IMPROVEMENT: PlanField.IMPROVEMENT,
    PlanColumn.TERM: PlanField.TERM_MONTHS,
    PlanColumn.EFFICACY_CHECK: PlanField.EFFICACY_CHECK,
    PlanColumn.RESPONSIBLE_AREA: PlanField.RESPONSIBLE_AREA,
}
"""The field of an action that each column holds, beside the activity, which every file has."""


class RevisionForm(Form):
    """What was read of the file, and the draft that it was compared with."""

    sealed_file = HiddenField()
    proof = HiddenField()


class Difference(NamedTuple):
    """A field of an action, as it would change."""

    label: str
    pieces: list[Piece]


@blueprint.get("/planes/<slug>/archivo")
@open_to(Role.EDITOR)
def upload(slug: str) -> ResponseReturnValue:
    """Choose the corrected file."""
    return _upload(found(Plan.find(slug)), PlanFileForm(None))


@blueprint.post("/planes/<slug>/archivo")
@open_to(Role.EDITOR)
def preview(slug: str) -> ResponseReturnValue:
    """Show what the draft would become. Nothing is stored."""
    plan = found(Plan.find(slug))
    form = PlanFileForm()
    read = form.read()
    if read is None or plan.phase(g.now) is not Phase.DRAFTING:
        return _upload(plan, form)
    file, reading = read
    data = {"sealed_file": file.sealed(), "proof": proof(plan)}
    return _preview(plan, RevisionForm(None, data=data), file, reading)


@blueprint.post("/planes/<slug>/archivo/revision")
@open_to(Role.EDITOR)
def reread(slug: str) -> ResponseReturnValue:
    """Compare the same file again, read with the columns that the person chose."""
    plan, form = found(Plan.find(slug)), RevisionForm()
    file = PlanFile.opened(form.sealed_file.data or "")
    return _reread(plan, form, file, file.chosen_columns()) if file else _expired(plan)


@blueprint.post("/planes/<slug>/archivo/cambios")
@open_to(Role.EDITOR)
def confirm(slug: str) -> ResponseReturnValue:
    """Change the draft to what the file has, as it was shown."""
    plan, form = found(Plan.find(slug)), RevisionForm()
    file = PlanFile.opened(form.sealed_file.data or "")
    if file is None:
        return _expired(plan)
    mapping = file.chosen_columns()
    reading = read_plan_table(file.table, mapping)
    try:
        reading.refuse_if_incomplete()
    except UnreadableFile as unreadable:
        form.status, form.refusal = 422, sentence(unreadable)
        return _reread(plan, form, file, mapping)
    if reading.mapping != file.mapping:
        form.status = 422
        form.refusal = gettext(
            "You changed what the columns are. This is how the plan reads now: check it again."
        )
        return _reread(plan, form, file, mapping)
    if form.carries_out(
        lambda: reimporting.take_in(
            plan,
            reading.outline,
            _fields(reading),
            notes=_has_notes(reading),
            read=form.proof.data or "",
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The draft says now what the file says."), "good")
        return done(url_for("desk.drafting.actions", slug=slug))
    return _reread(plan.fresh(), form, file, mapping)


def _upload(plan: Plan, form: Form) -> ResponseReturnValue:
    return render(
        "desk/reimports/upload.html",
        status=form.status,
        form=form,
        plan=plan,
        is_time=plan.phase(g.now) is Phase.DRAFTING,
    )


def _expired(plan: Plan) -> ResponseReturnValue:
    form = PlanFileForm(None)
    form.status = 409
    form.refusal = gettext("The preview is no longer valid. Choose the file again.")
    return _upload(plan, form)


def _reread(
    plan: Plan, form: RevisionForm, file: PlanFile, mapping: Mapping[int, PlanColumn]
) -> ResponseReturnValue:
    reading = read_plan_table(file.table, mapping)
    form.sealed_file.data = PlanFile(file.filename, file.table, reading.mapping).sealed()
    form.proof.data = proof(plan)
    return _preview(plan, form, file, reading)


def _preview(
    plan: Plan, form: RevisionForm, file: PlanFile, reading: PlanReading
) -> ResponseReturnValue:
    edition: Edition | None = plan.draft_edition
    if edition is None:
        return _upload(plan, PlanFileForm(None))
    wanted = reimporting.revisions(
        edition, reading.outline, _fields(reading), notes=_has_notes(reading)
    )
    changing = [each for each in wanted if each.differs]
    return render(
        "desk/reimports/preview.html",
        status=form.status,
        form=form,
        plan=plan,
        filename=file.filename,
        reading=reading,
        columns=file.columns(reading),
        kinds=list(PlanColumn),
        all_recognised=all_recognised(reading),
        categories=[(each, list(_actions(each))) for each in changing],
        may_confirm=bool(changing) and not reading.missing and reading.outline.action_count > 0,
    )


def _fields(reading: PlanReading) -> list[PlanField]:
    columns = set(reading.mapping.values())
    own = {PlanField.ACTIVITY, *(field for column, field in FIELDS.items() if column in columns)}
    return [field for field in WORDING_FIELDS if field in own]


def _has_notes(reading: PlanReading) -> bool:
    return PlanColumn.NOTE in reading.mapping.values()


def _actions(category: CategoryRevision) -> Iterator[tuple[str, str, list[Difference]]]:
    """Each action that would change: its code in the draft, what becomes of it, its fields."""
    for each in category.actions:
        if each.differs:
            turn = gettext("New action") if each.drafted is None else gettext("It leaves the draft")
            code = each.drafted.code if each.drafted else ""
            yield code, "" if each.drafted and each.read else turn, list(_differences(each))


def _differences(action: reimporting.Revision[Any]) -> Iterator[Difference]:
    names = [*(field.value for field in WORDING_FIELDS), NOTES]
    for name in names:
        before, after = (_as_text(name, side.get(name)) for side in (action.before, action.after))
        if before != after:
            label = gettext("Notes") if name == NOTES else gettext(PlanField(name).message)
            yield Difference(label, difference(before, after))


def _as_text(name: str, value: Any) -> str:
    if name == NOTES:
        return "\n".join(f"{label}: {text}" for label, text in value or ())
    if name == PlanField.TERM_MONTHS:
        return months(value) if value else ""
    return value or ""
