"""Writing the adjusted edition beside the observations that it answers to."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import SelectChoice, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, ValidationError

from webapp import wording as words
from webapp.filters import word
from webapp.forms import (
    A_TEXT,
    Clash,
    Form,
    WholeNumberField,
    WordField,
    clean,
    line,
    version_field,
)
from webapp.hypermedia import done, found, render
from webapp.models import Action, Category, Change, Comment, Edition, Plan, Wording, docket
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import WORDING_FIELDS, Origin, PlanField, Role, Target
from webapp.wording import Piece
from webapp.workflow import adjusting
from webapp.workflow.adjusting import Why

blueprint = Blueprint("adjusting", __name__)

ORIGINS = {
    Origin.OBSERVATIONS: lazy_gettext("Pick below the observations that caused it."),
    Origin.OWN_MOTION: lazy_gettext("Nobody asked for it: the entity decided it, and says why."),
    Origin.EDITORIAL_FIX: lazy_gettext(
        "A slip of writing; the action stays the same. It may also rest on an observation."
    ),
}
FIELD_OF_TARGET = {
    Target.ACTIVITY: PlanField.ACTIVITY,
    Target.EFFICACY: PlanField.EFFICACY_CHECK,
}
"""Which field takes the wording that an observation proposes; else the improvement."""


class WhyForm(Form):
    """What a change rests on and why it is made."""

    version = version_field()
    origin = WordField(
        lazy_gettext("What does the change rest on?"),
        Origin,
        validators=[InputRequired(lazy_gettext("Say what the change rests on."))],
    )
    reason = TextAreaField(
        lazy_gettext("Why it changes"),
        filters=[clean],
        validators=[
            InputRequired(lazy_gettext("Say why it changes: the public will read it.")),
            A_TEXT,
        ],
    )
    comments = SelectMultipleField(lazy_gettext("Observations behind the change"))
    others = StringField(lazy_gettext("Other filing numbers"), filters=[line])
    plan: Plan

    def offer(self, plan: Plan, comments: Sequence[Comment]) -> None:
        """List the observations that may be ticked; the others are typed."""
        self.plan = plan
        listed = {comment.filing_number for comment in comments}
        self.comments.choices = [SelectChoice(number) for number in sorted(listed)]
        ticked = set(self.comments.data or ())
        if not self.is_submitted():
            self.comments.data = sorted(ticked & listed)
            self.others.data = ", ".join(sorted(ticked - listed))

    def validate_others(self, field: StringField) -> None:
        """Whether the plan has every filing number that was typed."""
        known = {comment.filing_number for comment in docket.named(self.plan, self._typed())}
        unknown = [number for number in self._typed() if number not in known]
        if unknown:
            raise ValidationError(
                gettext("This plan has no observation %(numbers)s.", numbers=", ".join(unknown))
            )

    def why(self) -> Why:
        """What the verbs take."""
        numbers = [*(self.comments.data or ()), *self._typed()]
        return Why(
            origin=self.origin.data,
            reason=self.reason.data,
            comments=docket.named(self.plan, numbers),
        )

    def _typed(self) -> list[str]:
        return re.findall(r"[^\s,;]+", (self.others.data or "").upper())


class WordingForm(WhyForm):
    """The fields of an action."""

    activity = TextAreaField(
        lazy_gettext("Management activity"),
        filters=[clean],
        validators=[InputRequired(lazy_gettext("Write the management activity.")), A_TEXT],
    )
    improvement = TextAreaField(lazy_gettext("Improvement"), filters=[clean], validators=[A_TEXT])
    term_months = WholeNumberField(lazy_gettext("Term, in months"), validators=[Optional()])
    efficacy_check = TextAreaField(
        lazy_gettext("Efficacy check"), filters=[clean], validators=[A_TEXT]
    )
    responsible_area = StringField(
        lazy_gettext("Responsible area"), filters=[line], validators=[A_TEXT]
    )

    def values(self) -> dict[PlanField, object]:
        """The fields as the verb takes them."""
        return {
            field: self._fields[field.value].data
            if field is PlanField.TERM_MONTHS
            else (self._fields[field.value].data or "").strip()
            for field in WORDING_FIELDS
        }


class CategoryForm(WhyForm):
    """A category's title."""

    title = TextAreaField(
        lazy_gettext("Title of the category"),
        filters=[line],
        validators=[InputRequired(lazy_gettext("Write the title of the category.")), A_TEXT],
    )


class ActForm(Form):
    """Nothing but the copy that was read."""

    version = version_field()


@dataclass(frozen=True)
class Altered:
    """A field that differs between two texts, ready to be shown."""

    field: PlanField
    before: str
    after: str

    @property
    def is_term(self) -> bool:
        """Whether it is a number of months."""
        return self.field is PlanField.TERM_MONTHS

    @property
    def difference(self) -> list[Piece]:
        """What leads from one to the other, by words."""
        return words.difference(self.before, self.after)


def _altered(
    before: Mapping[PlanField, object], after: Mapping[PlanField, object]
) -> list[Altered]:
    pairs = [(f, adjusting.as_text(before[f]), adjusting.as_text(after[f])) for f in after]
    return [Altered(*pair) for pair in pairs if pair[1] != pair[2]]


def _values(wording: Wording) -> dict[PlanField, object]:
    return {field: getattr(wording, field.value) for field in WORDING_FIELDS}


@blueprint.get("/planes/<slug>/ajuste")
@open_to(*EVERYONE)
def overview(slug: str) -> ResponseReturnValue:
    """The edition being adjusted, action by action, and its changes so far."""
    return _overview(found(Plan.find(slug)), Form())


@blueprint.post("/planes/<slug>/ajuste")
@open_to(Role.EDITOR)
def start(slug: str) -> ResponseReturnValue:
    """Start the adjusted edition."""
    plan = found(Plan.find(slug))
    form = Form()
    if form.carries_out(lambda: adjusting.start_edition(plan, by=current_user.staff, at=g.now)):
        flash(gettext("The adjusted edition is started, with the text of the last one."), "good")
        return done(url_for(".overview", slug=slug))
    return _overview(plan, form)


def _overview(plan: Plan, form: Form) -> ResponseReturnValue:
    plan = plan.fresh()
    phase = plan.phase(g.now)
    edits = current_user.staff.has(Role.EDITOR) and phase in adjusting.ADJUSTABLE
    edition = plan.draft_edition if phase in adjusting.ADJUSTABLE else None
    changes = edition.listed_changes() if edition else []
    changed = {change.action_id for change in changes if change.action_id}
    return render(
        "desk/adjusting/overview.html",
        "desk/adjusting/_overview.html",
        form.status,
        form=form,
        plan=plan,
        phase=phase,
        edition=edition,
        changes=changes,
        may_start=edits and edition is None,
        may_edit=edits and edition is not None,
        is_time=phase in adjusting.ADJUSTABLE,
        outline=[
            (category, [(each, each.action_id in changed) for each in wordings])
            for category, wordings in (edition.outline if edition else [])
        ],
    )


@blueprint.get("/planes/<slug>/ajuste/<code>")
@open_to(*EVERYONE)
def wording(slug: str, code: str) -> ResponseReturnValue:
    """The wording of an action beside the observations on it."""
    current = _wording(slug, code)
    return _wording_page(current, _wording_form(current))


@blueprint.post("/planes/<slug>/ajuste/<code>")
@open_to(Role.EDITOR)
def reword(slug: str, code: str) -> ResponseReturnValue:
    """Give the action another wording, and say why."""
    current = _wording(slug, code)
    form = _wording_form(current)
    if form.carries_out(
        lambda: adjusting.reword(
            current,
            form.values(),
            form.why(),
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for(".wording", slug=slug, code=code))
    return _wording_page(current, form)


@blueprint.post("/planes/<slug>/ajuste/<code>/diferencia")
@open_to(Role.EDITOR)
def difference(slug: str, code: str) -> ResponseReturnValue:
    """What the typed wording would change. Saves nothing."""
    current = _wording(slug, code)
    return _wording_page(
        current, _wording_form(current), "desk/adjusting/_difference.html", comparing=True
    )


def _wording(slug: str, code: str) -> Wording:
    """The wording in the edition being adjusted, or in the newest one when there is none."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition or plan.current_edition)
    action = found(plan.actions.where(Action.code == code).first())
    current = found(action.wording_in(edition))
    current.edition, current.action, edition.plan = edition, action, plan
    return current


def _before(current: Wording) -> dict[PlanField, object]:
    """The fields as the edition before has them."""
    previous = current.edition.previous
    original = current.action.wording_in(previous) if previous else None
    return _values(original or current)


def _wording_form(current: Wording) -> WordingForm:
    held = {field.value: value for field, value in _values(current).items()}
    known = _changes_of(current)
    form = WordingForm(**{**held, **_known_why(known), **_used(current)}, version=current.version)
    form.offer(current.edition.plan, docket.on(current.edition.plan, current.action))
    return form


def _changes_of(current: Wording) -> list[Change]:
    return Change.listed(Change.edition == current.edition, Change.action == current.action)


def _known_why(changes: Sequence[Change]) -> dict[str, Any]:
    """The reason already given: of the field asked for, or the one that all changes share."""
    field = request.args.get("campo")
    chosen = [change for change in changes if not field or change.field == field]
    reasons = {
        (change.origin, change.reason, tuple(each.filing_number for each in change.comments))
        for change in chosen
    }
    if len(reasons) != 1:
        return {}
    ((origin, reason, numbers),) = reasons
    return {"origin": origin, "reason": reason, "comments": list(numbers)}


def _used(current: Wording) -> dict[str, Any]:
    """The wording that an observation proposes, put where it belongs, and that observation."""
    number = line(request.args.get("usar"))
    comment = Comment.find(number) if number else None
    if comment is None or comment.plan_id != current.edition.plan_id:
        return {}
    used: dict[str, Any] = {
        "origin": Origin.OBSERVATIONS,
        "comments": [comment.filing_number],
    }
    proposed = comment.read_by(current_user.staff).proposed_text
    if proposed and comment.target is not Target.TERM:
        used[FIELD_OF_TARGET.get(comment.target, PlanField.IMPROVEMENT).value] = proposed
    return used


def _wording_page(
    current: Wording,
    form: WordingForm,
    fragment: str = "desk/adjusting/_wording.html",
    *,
    comparing: bool = False,
) -> ResponseReturnValue:
    plan, edition = current.edition.plan, current.edition
    phase = plan.phase(g.now)
    on_it = docket.on(plan, current.action)
    staff = current_user.staff
    is_time = phase in adjusting.ADJUSTABLE and edition.published_at is None
    return render(
        "desk/adjusting/wording.html",
        fragment,
        form.status,
        plan=plan,
        wording=current,
        edition=edition,
        form=form,
        editable=staff.has(Role.EDITOR) and (is_time or form.is_submitted()),
        is_time=is_time,
        lacks_edition=phase in adjusting.ADJUSTABLE and not is_time,
        may_begin=staff.has(Role.EDITOR),
        comparing=comparing,
        altered=_altered(_before(current), form.values()),
        observations=[(comment, comment.read_by(staff)) for comment in on_it],
        about={comment.filing_number: _about(comment) for comment in on_it},
        changes=_changes_of(current) if edition.number > 1 else [],
        origins=ORIGINS,
        before_code=_neighbour(current, -1),
        after_code=_neighbour(current, 1),
    )


def _about(comment: Comment) -> str:
    """What helps to recognise an observation among the boxes to tick."""
    parts = [word(comment.kind), word(comment.target), word(comment.stance)]
    return " · ".join(part for part in parts if part)


def _neighbour(current: Wording, step: int) -> str | None:
    position = Action.position
    actions = current.edition.plan.actions
    beside = (
        actions.where(position > current.action.position).order_by(position)
        if step > 0
        else actions.where(position < current.action.position).order_by(position.desc())
    ).first()
    return beside.code if beside else None


@blueprint.route("/planes/<slug>/ajuste/categorias/<int:number>", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def category(slug: str, number: int) -> ResponseReturnValue:
    """The title of a category in the adjusted edition."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    current = found(edition.categories.where(Category.number == number).first())
    current.edition = edition
    known = Change.listed(
        Change.edition == edition, Change.category == current, Change.action.is_null()
    )
    form = CategoryForm(title=current.title, version=current.version, **_known_why(known))
    form.offer(plan, docket.on(plan, None))
    if form.carries_out(
        lambda: adjusting.retitle(
            current,
            form.title.data,
            form.why(),
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for(".overview", slug=slug))
    return render(
        "desk/adjusting/category.html",
        "desk/adjusting/_category.html",
        form.status,
        plan=plan,
        edition=edition,
        category=current,
        original=_original_title(edition, number),
        form=form,
        about={each.filing_number: _about(each) for each in docket.on(plan, None)},
        changes=known,
        origins=ORIGINS,
    )


def _original_title(edition: Edition, number: int) -> str:
    previous = edition.previous
    return previous.categories.where(Category.number == number).get().title if previous else ""


@blueprint.get("/cambios/<int:number>")
@open_to(*EVERYONE)
def change(number: int) -> ResponseReturnValue:
    """One change: its difference, its reason and the observations behind it."""
    current = _change(number)
    return _change_page(current, _why_form(current))


@blueprint.post("/cambios/<int:number>")
@open_to(Role.EDITOR)
def explain(number: int) -> ResponseReturnValue:
    """Correct the reason of a change, or the observations behind it."""
    current = _change(number)
    form = _why_form(current)
    if form.carries_out(
        lambda: adjusting.explain(
            current, form.why(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The reason is saved."), "good")
        return done(url_for(".change", number=number))
    return _change_page(current, form)


@blueprint.post("/cambios/<int:number>/deshecho")
@open_to(Role.EDITOR)
def undoing(number: int) -> ResponseReturnValue:
    """Put the text back as the edition before has it."""
    current = _change(number)
    form = ActForm()
    if form.carries_out(
        lambda: adjusting.undo(current, version=form.version.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The change is undone: the text is as it was before."), "good")
        return done(url_for(".overview", slug=current.edition.plan.slug))
    explaining = _why_form(current, formdata=None)
    explaining.status, explaining.refusal = form.status, form.refusal
    return _change_page(current, explaining)


def _change(number: int) -> Change:
    listed = Change.listed(Change.id == number)
    return listed[0] if listed else abort(404)


def _why_form(current: Change, **options: Any) -> WhyForm:
    plan = current.edition.plan
    numbers = [comment.filing_number for comment in current.comments]
    form = WhyForm(
        **options,
        version=current.version,
        origin=current.origin,
        reason=current.reason,
        comments=numbers,
    )
    form.offer(plan, docket.on(plan, current.action))
    return form


def _change_page(current: Change, form: WhyForm) -> ResponseReturnValue:
    plan = current.edition.plan
    is_time = current.edition.published_at is None and plan.phase(g.now) in adjusting.ADJUSTABLE
    return render(
        "desk/adjusting/change.html",
        "desk/adjusting/_change.html",
        form.status,
        plan=plan,
        change=current,
        form=form,
        editable=current_user.staff.has(Role.EDITOR) and (is_time or form.is_submitted()),
        act_form=ActForm(formdata=None, version=current.version),
        what=_what(current),
        about={each.filing_number: _about(each) for each in docket.on(plan, current.action)},
        origins=ORIGINS,
        theirs=_other_reason(form),
    )


def _what(current: Change) -> str:
    """Action 4.2, improvement."""
    field = word(current.field)
    if current.action is None:
        return gettext("category %(number)s", number=current.category.number)
    return gettext("action %(code)s, %(field)s", code=current.action.code, field=field.lower())


def _other_reason(form: WhyForm) -> list[Clash]:
    """The reason and the observations that someone else saved, beside those typed (R12)."""
    if not form.current:
        return []
    theirs, yours = form.current, form.why()
    pairs = [
        (form.origin.label.text, word(theirs.origin), word(yours.origin)),
        (form.reason.label.text, theirs.reason, yours.reason),
        (form.comments.label.text, _numbers(theirs.comments), _numbers(yours.comments)),
    ]
    return [Clash(*pair) for pair in pairs if pair[1] != pair[2]]


def _numbers(comments: Iterable[Comment]) -> str:
    return ", ".join(comment.filing_number for comment in comments)
