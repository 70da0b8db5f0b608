"""Writing the adjusted edition beside the observations that it answers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Clash, Form
from webapp.forms.fields import about_field, version_field
from webapp.forms.wording import FIELD_OF_TARGET, ORIGINS, CategoryForm, WhyForm, WordingForm
from webapp.models import (
    Action,
    Category,
    Change,
    Comment,
    Correction,
    Edition,
    Part,
    Plan,
    Wording,
)
from webapp.models.edition_content import changes_of
from webapp.queries import changelog, desk_list
from webapp.queries.action_presence import Presence
from webapp.queries.changelog import Told, WholeAction
from webapp.text import differences as words
from webapp.text.differences import Piece
from webapp.text.typed import line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import (
    WORDING_FIELDS,
    CorrectionKind,
    Origin,
    Phase,
    PlanField,
    Role,
    Target,
    Turn,
)
from webapp.web.filters import word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting, adjusting_actions, of_form
from webapp.workflow.acts import what_stands

blueprint = Blueprint("adjusting", __name__)


class AboutForm(Form):
    """Nothing but the copy that was read, and what it is of."""

    version = version_field()
    about = about_field()


class StartForm(Form):
    """The round whose adjusted edition it starts."""

    about = about_field()


@dataclass(frozen=True)
class FieldDifference:
    """A field that differs between two texts, ready to be shown."""

    field: PlanField
    before: str
    after: str

    @property
    def difference(self) -> list[Piece]:
        """What leads from one to the other, by words."""
        return words.difference(self.before, self.after)


def _altered(
    before: Mapping[PlanField, object], after: Mapping[PlanField, object]
) -> list[FieldDifference]:
    pairs = [(f, adjusting.as_text(before[f]), adjusting.as_text(after[f])) for f in after]
    return [FieldDifference(*pair) for pair in pairs if pair[1] != pair[2]]


def _values(wording: Wording) -> dict[PlanField, object]:
    return {field: getattr(wording, field.value) for field in WORDING_FIELDS}


@blueprint.get("/planes/<slug>/ajuste")
@open_to(*EVERYONE)
def overview(slug: str) -> ResponseReturnValue:
    """The edition being adjusted, action by action, and its changes so far."""
    plan = found(Plan.find(slug))
    return _overview(plan, _start_form(plan))


def _start_form(plan: Plan) -> StartForm:
    return StartForm(about=what_stands(plan))


@blueprint.post("/planes/<slug>/ajuste")
@open_to(Role.EDITOR)
def start(slug: str) -> ResponseReturnValue:
    """Start the adjusted edition."""
    plan = found(Plan.find(slug))
    form = _start_form(plan)
    if form.carries_out(
        lambda: adjusting.start_edition(
            plan, about=form.about.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The adjusted edition is started, with the text of the last one."), "good")
        return done(url_for(".overview", slug=slug))
    return _overview(plan, form)


def _overview(plan: Plan, form: Form) -> ResponseReturnValue:
    plan = plan.fresh()
    phase = plan.phase(g.now)
    of_form = phase is Phase.ADJUSTED and plan.draft_edition is not None
    is_time = of_form or phase in adjusting.ADJUSTABLE
    edits = current_user.staff.has(Role.EDITOR) and adjusting.may_be_written(plan, g.now)
    edition = plan.draft_edition if is_time else None
    changes = changes_of(edition) if edition else []
    told = changelog.amendments(changes)
    return render(
        "desk/adjusting/overview.html",
        "desk/adjusting/_overview.html",
        form.status,
        form=form,
        plan=plan,
        phase=phase,
        edition=edition,
        changes=changes,
        told=told,
        using=_using(plan),
        may_start=edits and edition is None,
        may_edit=edits and edition is not None,
        is_time=is_time,
        proposal=Correction.waiting_on(CorrectionKind.EDITORIAL_EDITION, plan),
        outline=_outline(edition, told) if edition else [],
    )


def _outline(edition: Edition, told: Iterable[Told]) -> list[tuple[Category, list[Any], list[Any]]]:
    """Each category with its wordings, each with what became of it, and with those withdrawn."""
    became: dict[int, str] = {}
    gone: dict[int, list[WholeAction]] = {}
    for each in told:
        if isinstance(each, WholeAction) and each.turn is Turn.WITHDRAWN:
            gone.setdefault(each.place, []).append(each)
        elif each.action:
            is_new = isinstance(each, WholeAction)
            became[each.action.id] = gettext("New") if is_new else gettext("Changed")
    return [
        (
            category,
            [(each, became.get(each.action_id, "")) for each in wordings],
            gone.get(category.number, []),
        )
        for category, wordings in edition.outline
    ]


def _using(plan: Plan) -> str | None:
    """The observation that the editor comes from, by its filing number."""
    number = line(request.args.get("usar"))
    comment = Comment.find(number) if number else None
    return comment.filing_number if comment and comment.plan_id == plan.id else None


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
    plan = found(Plan.find(slug))
    if not plan.actions.where(Action.code == code).exists():
        return _taken_back(plan, code)
    current = _wording(slug, code)
    form = _wording_form(current)
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
    """The wording in the edition being adjusted, or in the newest one when there is none; of an
    action that was withdrawn, the last one."""
    plan = found(Plan.find(slug))
    action = found(plan.actions.where(Action.code == code).first())
    current = found(action.last_wording(_newest(plan)))
    current.edition.plan = plan
    return current


def _newest(plan: Plan) -> Edition:
    return found(plan.draft_edition or plan.current_edition)


def _became(current: Wording) -> Turn | None:
    """Whether the newest edition has it and the one before has not, or the other way round."""
    newest = _newest(current.edition.plan)
    presence = Presence(newest.plan_id, [current.action_id])
    return presence.turn(current.action_id, newest.number - 1, newest.number)


def _before(current: Wording) -> dict[PlanField, object]:
    """The fields as the edition before has them: nothing in them of a new action."""
    previous = current.edition.previous
    if previous is None:
        return _values(current)
    original = current.action.wording_in(previous)
    return _values(original) if original else dict.fromkeys(WORDING_FIELDS)


def _wording_form(current: Wording) -> WordingForm:
    """The texts that have no change yet; or one that has, with its own reason (R9)."""
    plan = current.edition.plan
    changes = {change.field: change for change in _changes_of(current)}
    used = _used(plan)
    going_on = changes.get(_asked_field(used))
    held = {field.value: value for field, value in _values(current).items()}
    known = _known_why(going_on, used)
    form = WordingForm(
        **{**held, **used, **known}, version=current.version, about=what_stands(plan)
    )
    closed = of_form.OF_SUBSTANCE if _newest(plan).is_editorial else ()
    form.keep(_offered(changes, going_on).difference(closed))
    form.offer(plan, desk_list.on(plan, current.action))
    return form


def _asked_field(used: Mapping[str, Any]) -> PlanField | None:
    """The text asked for by the address, or the one that a proposed wording is for."""
    names = {field.value: field for field in WORDING_FIELDS}
    return next((names[name] for name in used if name in names), None) or names.get(
        request.args.get("campo", "")
    )


def _offered(changes: Mapping[PlanField, Change], going_on: Change | None) -> set[PlanField]:
    """The texts that the form has: those sent; the one gone on with; or, unless the action is
    new and told as one thing, those that nothing changed yet."""
    if request.method == "POST":
        return {field for field in WORDING_FIELDS if field.value in request.form}
    if going_on:
        return {going_on.field}
    activity = changes.get(PlanField.ACTIVITY)
    is_new = activity is not None and not activity.before
    return {field for field in WORDING_FIELDS if is_new or field not in changes}


def _known_why(going_on: Change | None, used: Mapping[str, Any]) -> dict[str, Any]:
    """The reason of the change that is gone on with, and no other; with the observation whose
    wording is used beside those it has."""
    if going_on is None:
        return {}
    numbers = [each.filing_number for each in going_on.comments]
    return {
        "origin": used.get("origin", going_on.origin),
        "reason": going_on.reason,
        "comments": [*numbers, *used.get("comments", ())],
    }


def _changes_of(current: Wording) -> list[Change]:
    newest = _newest(current.edition.plan)
    return Change.listed(Change.edition == newest, Change.action == current.action)


def _used(plan: Plan) -> dict[str, Any]:
    """The wording that an observation proposes, put where it belongs, and that observation."""
    number = _using(plan)
    comment = Comment.find(number) if number else None
    if comment is None:
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
    plan = current.edition.plan
    edition = _newest(plan)
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
        "desk/adjusting/wording.html",
        fragment,
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
        lacks_edition=phase in adjusting.ADJUSTABLE and not is_time,
        may_begin=staff.has(Role.EDITOR),
        comparing=comparing,
        altered=_altered(_before(current), form.values()),
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
        about=_hints(on_it),
        told=changelog.amendments(_changes_of(current) if edition.number > 1 else []),
        origins=ORIGINS,
        before=current.action.before_in(edition),
        after=current.action.after_in(edition),
    )


def _hints(listed: Iterable[desk_list.DeskComment]) -> dict[str, str]:
    """What helps to recognise each observation among the boxes to tick, by filing number."""
    parts = {c.filing_number: (c.kind, c.target, c.stance) for c in (e.comment for e in listed)}
    return {number: " · ".join(filter(None, map(word, some))) for number, some in parts.items()}


@blueprint.route("/planes/<slug>/ajuste/<code>/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def withdrawal(slug: str, code: str) -> ResponseReturnValue:
    """Take an action out of the adjusted edition, and say why."""
    current = _wording(slug, code)
    plan = current.edition.plan
    form = WhyForm(**_used(plan), version=current.version, about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, current.action))
    if form.carries_out(
        lambda: adjusting_actions.withdraw(
            current,
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
    ):
        flash(gettext("Action %(code)s is withdrawn, with its reason.", code=code), "good")
        return done(url_for(".overview", slug=slug))
    current = _wording(slug, code)
    return render(
        "desk/adjusting/withdrawal.html",
        "desk/adjusting/_withdrawal.html",
        form.status,
        plan=plan,
        wording=current,
        form=form,
        may_withdraw=current.edition.published_at is None or form.is_submitted(),
        about=_hints(desk_list.on(plan, current.action)),
        origins=ORIGINS,
    )


@blueprint.route(
    "/planes/<slug>/ajuste/categorias/<int:number>/acciones/nueva", methods=["GET", "POST"]
)
@open_to(Role.EDITOR)
def addition(slug: str, number: int) -> ResponseReturnValue:
    """Add an action at the end of a category, and say why."""
    plan = found(Plan.find(slug))
    category = _category(_newest(plan), number)
    form = _addition_form(plan)
    if form.carries_out(
        lambda: adjusting_actions.add_action(
            category,
            form.values(),
            form.why(),
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        code = form.outcome.action.code
        flash(
            gettext("Action %(code)s is in the adjusted plan, with its reason.", code=code), "good"
        )
        return done(url_for(".wording", slug=slug, code=code))
    return _addition_page(category, form)


def _category(edition: Edition, number: int) -> Category:
    current = found(edition.categories.where(Category.number == number).first())
    current.edition = edition
    return current


def _addition_form(plan: Plan) -> WordingForm:
    form = WordingForm(**_used(plan), about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    return form


def _addition_page(category: Category, form: WordingForm) -> ResponseReturnValue:
    plan = category.edition.plan
    return render(
        "desk/adjusting/addition.html",
        "desk/adjusting/_addition.html",
        form.status,
        plan=plan,
        category=category,
        form=form,
        may_add=category.edition.published_at is None or form.is_submitted(),
        about=_hints(desk_list.on(plan, None)),
        origins=ORIGINS,
    )


def _taken_back(plan: Plan, code: str) -> ResponseReturnValue:
    """What was typed for a new action that someone else took out meanwhile: it can be added
    again (R12)."""
    number = code.partition(".")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 10
    category = _category(_newest(plan), int(number) if known else 0)
    form = _addition_form(plan)
    form.status = 409
    form.refusal = gettext(
        "Someone else took action %(code)s out of the plan. What you wrote is here: if it should "
        "stay, add it again.",
        code=code,
    )
    return _addition_page(category, form)


@blueprint.route("/planes/<slug>/ajuste/categorias/<int:number>", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def category(slug: str, number: int) -> ResponseReturnValue:
    """The title of a category in the adjusted edition."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    current = _category(edition, number)
    known = Change.listed(
        Change.edition == edition, Change.category == current, Change.action.is_null()
    )
    going_on = next(iter(known), None) if "campo" in request.args else None
    form = CategoryForm(
        title=current.title,
        version=current.version,
        about=what_stands(plan),
        **_known_why(going_on, {}),
    )
    form.offer(plan, desk_list.on(plan, None))
    if form.carries_out(
        lambda: adjusting.retitle(
            current,
            form.title.data,
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
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
        about=_hints(desk_list.on(plan, None)),
        changes=known,
        editable=not known or going_on is not None or form.is_submitted(),
        origins=ORIGINS,
    )


def _original_title(edition: Edition, number: int) -> str:
    previous = edition.previous
    original = previous and previous.categories.where(Category.number == number).first()
    return original.title if original else ""


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
            current,
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
    ):
        flash(gettext("The reason is saved."), "good")
        return done(url_for(".change", number=number))
    return _change_page(current, form)


@blueprint.post("/cambios/<int:number>/deshecho")
@open_to(Role.EDITOR)
def undoing(number: int) -> ResponseReturnValue:
    """Put the text back as the edition before has it."""
    current = _change(number)
    form = AboutForm(version=current.version, about=_about_change(current))
    if form.carries_out(
        lambda: adjusting.undo(
            current,
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is undone: the text is as it was before."), "good")
        return done(url_for(".overview", slug=current.edition.plan.slug))
    explaining = _why_form(current, formdata=None)
    explaining.status, explaining.refusal = form.status, form.refusal
    return _change_page(current, explaining)


def _change(number: int) -> Change:
    listed = Change.listed(Change.id == number)
    return listed[0] if listed else abort(404)


def _about_change(current: Change) -> str:
    return what_stands(current.edition.plan, *adjusting.identity(current))


def _why_form(current: Change, **options: Any) -> WhyForm:
    plan = current.edition.plan
    numbers = [comment.filing_number for comment in current.comments]
    form = WhyForm(
        **options,
        version=current.version,
        about=_about_change(current),
        origin=current.origin,
        reason=current.reason,
        comments=numbers,
    )
    form.offer(plan, desk_list.on(plan, current.action))
    return form


def _change_page(current: Change, form: WhyForm) -> ResponseReturnValue:
    plan = current.edition.plan
    is_time = current.edition.published_at is None and adjusting.may_be_written(plan, g.now)
    return render(
        "desk/adjusting/change.html",
        "desk/adjusting/_change.html",
        form.status,
        plan=plan,
        change=current,
        form=form,
        editable=current_user.staff.has(Role.EDITOR) and (is_time or form.is_submitted()),
        act_form=AboutForm(formdata=None, version=current.version, about=_about_change(current)),
        whole=_whole(current),
        what=_what(current),
        about=_hints(desk_list.on(plan, current.action)),
        origins=ORIGINS,
        theirs=_other_reason(form),
    )


def _whole(current: Change) -> WholeAction | None:
    """The whole action, when it is new or withdrawn."""
    if current.action is None:
        return None
    told = changelog.amendments(
        Change.listed(Change.edition == current.edition, Change.action == current.action)
    )
    return next((each for each in told if isinstance(each, WholeAction)), None)


def _what(current: Change) -> str:
    """Action 4.2, improvement."""
    field = word(current.field)
    if current.category is None:
        return field.lower()
    if current.action is None:
        return gettext("category %(number)s", number=current.place)
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
