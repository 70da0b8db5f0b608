"""Giving an action another wording, beside the observations that it answers to."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.wording import ORIGINS, WordingForm
from webapp.models import Action, Change, Part, Plan, Wording
from webapp.models.change import ChangeKind, as_text
from webapp.models.edition_content import newest_edition
from webapp.queries import changelog, desk_list
from webapp.queries.action_presence import Presence
from webapp.text import differences as words
from webapp.text.differences import Piece
from webapp.views.desk.access import EVERYONE, open_to
from webapp.views.desk.adjusting import actions
from webapp.views.desk.adjusting.sources import hints, known_why, used_values
from webapp.vocabulary import WORDING_FIELDS, PlanField, Role, Turn
from webapp.web.hypermedia import done, found, render, wants_fragment
from webapp.workflow import adjusting, editorial_limits
from webapp.workflow.acts import what_stands

blueprint = Blueprint("wording", __name__)


@dataclass(frozen=True)
class FieldDifference:
    """A field that differs between two texts, ready to be shown."""

    field: PlanField
    before: str
    after: str

    @property
    def kind(self) -> ChangeKind:
        """Which kind of change it is."""
        return ChangeKind.of(self.field, self.before, self.after)

    @property
    def difference(self) -> list[Piece]:
        """What leads from one to the other, by words."""
        return words.difference(self.before, self.after)


def _altered(current: Wording, form: WordingForm) -> list[FieldDifference]:
    """The fields that the form has otherwise than the edition before."""
    before, after = _before(current), form.values()
    pairs = [(f, as_text(before[f]), as_text(after[f])) for f in after]
    return [FieldDifference(*pair) for pair in pairs if pair[1] != pair[2]]


def _values(wording: Wording) -> dict[PlanField, object]:
    return {field: getattr(wording, field.value) for field in WORDING_FIELDS}


@blueprint.get("/planes/<slug>/ajuste/<code>")
@open_to(*EVERYONE)
def show(slug: str, code: str) -> ResponseReturnValue:
    """The wording of an action beside the observations on it."""
    current = _wording(slug, code)
    return _page(current, _form(current))


@blueprint.post("/planes/<slug>/ajuste/<code>")
@open_to(Role.EDITOR)
def reword(slug: str, code: str) -> ResponseReturnValue:
    """Give the action another wording, and say why."""
    plan = found(Plan.find(slug))
    if not plan.actions.where(Action.code == code).exists():
        return actions.taken_back(plan, code)
    current = _wording(slug, code)
    form = _form(current)
    if form.carries_out(
        lambda: adjusting.reword(
            current,
            form.values(),
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for(".show", slug=slug, code=code))
    return _page(current, form)


@blueprint.post("/planes/<slug>/ajuste/<code>/diferencia")
@open_to(Role.EDITOR)
def difference(slug: str, code: str) -> ResponseReturnValue:
    """What the typed wording would change. Saves nothing."""
    current = _wording(slug, code)
    if not wants_fragment():
        return _page(current, _form(current))
    form = WordingForm()
    form.keep(_sent())
    return render("desk/adjusting/wording/_difference.html", altered=_altered(current, form))


def _wording(slug: str, code: str) -> Wording:
    """The wording in the edition being adjusted, or in the newest one when there is none; of an
    action that was withdrawn, the last one."""
    plan = found(Plan.find(slug))
    action = found(plan.actions.where(Action.code == code).first())
    current = found(action.last_wording(found(newest_edition(plan))))
    current.edition.plan = plan
    return current


def _became(current: Wording) -> Turn | None:
    """Whether the newest edition has it and the one before has not, or the other way round."""
    newest = found(newest_edition(current.edition.plan))
    presence = Presence(newest.plan_id, [current.action_id])
    return presence.turn(current.action_id, newest.number - 1, newest.number)


def _before(current: Wording) -> dict[PlanField, object]:
    """The fields as the edition before has them: nothing in them of a new action."""
    previous = current.edition.previous
    if previous is None:
        return _values(current)
    original = current.action.wording_in(previous)
    return _values(original) if original else dict.fromkeys(WORDING_FIELDS)


def _form(current: Wording) -> WordingForm:
    """The texts that have no change yet; or one that has, with its own reason (R9)."""
    plan = current.edition.plan
    changes = {change.field: change for change in _changes_of(current)}
    used = used_values(plan)
    going_on = changes.get(_field_in_query(used))
    texts = {field.value: value for field, value in _values(current).items()}
    known = known_why(going_on, used)
    form = WordingForm(
        **{**texts, **used, **known}, version=current.version, about=what_stands(plan)
    )
    closed = editorial_limits.OF_SUBSTANCE if found(newest_edition(plan)).is_editorial else ()
    form.keep(_offered(changes, going_on).difference(closed))
    form.offer(plan, desk_list.on(plan, current.action))
    return form


def _field_in_query(used: Mapping[str, Any]) -> PlanField | None:
    """The field that the address names, or the one that a proposed wording is for."""
    names = {field.value: field for field in WORDING_FIELDS}
    return next((names[name] for name in used if name in names), None) or names.get(
        request.args.get("campo", "")
    )


def _offered(changes: Mapping[PlanField, Change], going_on: Change | None) -> set[PlanField]:
    """The fields that the form has: those sent; or the one whose change is continued; or, unless
    the action is new, those that no change touched yet."""
    if request.method == "POST":
        return _sent()
    if going_on:
        return {going_on.field}
    activity = changes.get(PlanField.ACTIVITY)
    is_new = activity is not None and not activity.before
    return {field for field in WORDING_FIELDS if is_new or field not in changes}


def _sent() -> set[PlanField]:
    return {field for field in WORDING_FIELDS if field.value in request.form}


def _changes_of(current: Wording) -> list[Change]:
    newest = found(newest_edition(current.edition.plan))
    return Change.listed(Change.edition == newest, Change.action == current.action)


def _page(current: Wording, form: WordingForm) -> ResponseReturnValue:
    plan = current.edition.plan
    edition = found(newest_edition(plan))
    phase = plan.phase(g.now)
    on_it = desk_list.on(plan, current.action)
    parts = Part.of(each.comment for each in on_it)
    staff = current_user.staff
    is_time = edition.published_at is None and adjusting.may_be_written(plan, g.now)
    withdrawn_in = current.withdrawn_in(edition)
    acts = staff.has(Role.EDITOR) and is_time
    may_edit = acts and withdrawn_in is None
    turn = _became(current) if edition.number > 1 else None
    return render(
        "desk/adjusting/wording/show.html",
        "desk/adjusting/wording/_show.html",
        form.status,
        plan=plan,
        wording=current,
        edition=edition,
        form=form,
        editable=may_edit or (staff.has(Role.EDITOR) and form.is_submitted()),
        is_time=is_time,
        withdrawn_in=withdrawn_in,
        is_new=turn is Turn.NEW,
        may_withdraw=may_edit and turn is None and not edition.is_editorial,
        may_restore=acts and turn is Turn.WITHDRAWN,
        lacks_edition=phase.is_adjustable and not is_time,
        may_begin=staff.has(Role.EDITOR),
        altered=_altered(current, form),
        observations=[
            (each, each.comment.read_by(staff))
            for each in on_it
            if each.comment.considered_under_id == current.action_id
        ],
        parts=[
            (part, each.answer)
            for each in on_it
            for part in parts.get(each.comment.id, ())
            if part.action_id == current.action_id
        ],
        about=hints(on_it),
        amendments=changelog.amendments(_changes_of(current) if edition.number > 1 else []),
        origins=ORIGINS,
        before=current.action.before_in(edition),
        after=current.action.after_in(edition),
    )
