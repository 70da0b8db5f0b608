"""Writing the draft: its first page, its categories and its actions."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form, VersionForm
from webapp.forms.drafting import ActionForm, CategoryTitleForm, ClosingForm, OpeningForm
from webapp.forms.wording import FactsForm
from webapp.models import Action, Area, Category, Edition, Plan, Wording
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import Phase, Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import announcing, drafting, plan_steps
from webapp.workflow.acts import what_stands

blueprint = Blueprint("drafting", __name__)


def _plan(slug: str) -> Plan:
    return found(Plan.find(slug))


def _edition(plan: Plan) -> Edition:
    """The draft while the plan is in preparation, else the newest edition that is out."""
    drafting_now = plan.phase(g.now) is Phase.DRAFTING
    if drafting_now and plan.draft_edition:
        return plan.draft_edition
    return found(plan.current_edition or plan.draft_edition)


def _category(plan: Plan, number: int) -> Category:
    return found(_edition(plan).categories.where(Category.number == number).first())


def _action(plan: Plan, code: str) -> Action:
    return found(plan.actions.where(Action.code == code).first())


def _wording(plan: Plan, code: str) -> Wording:
    """The wording of an action in the draft, or in the newest edition."""
    edition = _edition(plan)
    wording = found(_action(plan, code).wording_in(edition))
    wording.edition = edition
    return wording


def _may_edit(plan: Plan) -> bool:
    may_edit = plan_steps.may_edit(plan, current_user.staff, g.now)
    return may_edit and plan.draft_edition is not None


# --- what the plan says of itself


@blueprint.route("/planes/<slug>/datos", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def facts(slug: str) -> ResponseReturnValue:
    """Change the data of the plan's first page."""
    plan = _plan(slug)
    edition = _edition(plan)
    form = FactsForm(obj=edition, about=what_stands(plan))
    if form.carries_out(
        lambda: drafting.edit_facts(
            edition,
            form.facts(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for("desk.plans.show", slug=slug))
    return render(
        "desk/drafting/facts.html",
        status=form.status,
        form=form,
        plan=plan,
        may_edit=_may_edit(plan),
    )


# --- categories


@blueprint.get("/planes/<slug>/acciones")
@open_to(*EVERYONE)
def actions(slug: str) -> ResponseReturnValue:
    """Categories and actions of the draft, or of the newest edition."""
    plan = _plan(slug)
    edition = _edition(plan)
    may_edit = _may_edit(plan)
    counts: dict[str, int] = {}
    for finding in announcing.findings_of(plan) if may_edit else []:
        for code in finding.actions:
            counts[code] = counts.get(code, 0) + 1
    return render(
        "desk/drafting/actions.html",
        plan=plan,
        edition=edition,
        outline=edition.outline,
        counts=counts,
        may_edit=may_edit,
    )


@blueprint.route("/planes/<slug>/categorias/nueva", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def new_category(slug: str) -> ResponseReturnValue:
    """Add a category at the end of the draft."""
    plan = _plan(slug)
    edition = _edition(plan)
    form = CategoryTitleForm()
    if form.carries_out(
        lambda: drafting.add_category(edition, form.title.data, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The category was added."), "good")
        return done(url_for(".actions", slug=slug, _anchor=f"category-{form.outcome.number}"))
    return render(
        "desk/drafting/new_category.html",
        status=form.status,
        form=form,
        plan=plan,
        may_edit=_may_edit(plan),
    )


@blueprint.route("/planes/<slug>/categorias/<int:number>", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def category(slug: str, number: int) -> ResponseReturnValue:
    """Change the title of a category."""
    plan = _plan(slug)
    category = _category(plan, number)
    form = CategoryTitleForm(obj=category)
    if form.carries_out(
        lambda: drafting.edit_category(
            category,
            form.title.data,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".actions", slug=slug, _anchor=f"category-{number}"))
    return _category_page(plan, category, form)


@blueprint.post("/planes/<slug>/categorias/<int:number>/retiro")
@open_to(Role.EDITOR)
def category_removal(slug: str, number: int) -> ResponseReturnValue:
    """Take an empty category out of the draft."""
    plan = _plan(slug)
    category = _category(plan, number)
    form = VersionForm()
    if form.carries_out(
        lambda: drafting.remove_category(
            category, version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The category was removed."), "good")
        return done(url_for(".actions", slug=slug))
    shown = CategoryTitleForm(None, obj=category.fresh())
    shown.status, shown.refusal = form.status, form.refusal
    return _category_page(plan, category, shown)


def _category_page(plan: Plan, category: Category, form: CategoryTitleForm) -> ResponseReturnValue:
    return render(
        "desk/drafting/category.html",
        status=form.status,
        form=form,
        plan=plan,
        category=category,
        may_edit=_may_edit(plan),
        is_empty=not category.wordings.exists(),
    )


# --- actions


@blueprint.route("/planes/<slug>/categorias/<int:number>/acciones/nueva", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def new_action(slug: str, number: int) -> ResponseReturnValue:
    """Add an action at the end of a category."""
    plan = _plan(slug)
    category = _category(plan, number)
    form = ActionForm()
    if form.carries_out(
        lambda: drafting.add_action(category, form.values(), by=current_user.staff, at=g.now)
    ):
        code = form.outcome.action.code
        flash(gettext("Action %(code)s was added.", code=code), "good")
        return done(url_for(".action", slug=slug, code=code))
    return render(
        "desk/drafting/new_action.html",
        status=form.status,
        form=form,
        plan=plan,
        category=category,
        areas=Area.offered(),
        may_edit=_may_edit(plan),
    )


@blueprint.get("/planes/<slug>/acciones/<code>")
@open_to(*EVERYONE)
def action(slug: str, code: str) -> ResponseReturnValue:
    """One action: its text, the findings on it, and the form that changes it."""
    plan = _plan(slug)
    wording = _wording(plan, code)
    return _action_page(plan, wording, ActionForm(None, obj=wording))


@blueprint.post("/planes/<slug>/acciones/<code>")
@open_to(Role.EDITOR)
def edit(slug: str, code: str) -> ResponseReturnValue:
    """Change the text of an action of the draft."""
    plan = _plan(slug)
    wording = _wording(plan, code)
    form = ActionForm()
    if form.carries_out(
        lambda: drafting.edit_wording(
            wording, form.values(), version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Saved."), "good")
        return done(url_for(".action", slug=slug, code=code))
    return _action_page(plan, wording, form)


@blueprint.post("/planes/<slug>/acciones/<code>/retiro")
@open_to(Role.EDITOR)
def removal(slug: str, code: str) -> ResponseReturnValue:
    """Take an action out of the draft."""
    plan = _plan(slug)
    wording = _wording(plan, code)
    form = VersionForm()
    if form.carries_out(
        lambda: drafting.remove_action(
            wording, version=form.version.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("Action %(code)s was removed.", code=code), "good")
        return done(url_for(".actions", slug=slug))
    return _refused_on_action(plan, code, form)


@blueprint.post("/planes/<slug>/acciones/<code>/cierre")
@open_to(Role.EDITOR)
def closing(slug: str, code: str) -> ResponseReturnValue:
    """Take no observations on the action, with a public reason."""
    plan = _plan(slug)
    form = ClosingForm(about=what_stands(plan))
    if form.carries_out(
        lambda: drafting.close_action(
            _action(plan, code),
            reason=form.reason.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The action no longer takes observations."), "good")
        return done(url_for(".action", slug=slug, code=code))
    wording = _wording(plan, code)
    return _action_page(plan, wording, ActionForm(None, obj=wording), closing=form)


@blueprint.post("/planes/<slug>/acciones/<code>/apertura")
@open_to(Role.EDITOR)
def opening(slug: str, code: str) -> ResponseReturnValue:
    """Take observations on the action again."""
    plan = _plan(slug)
    form = OpeningForm(about=what_stands(plan))
    if form.carries_out(
        lambda: drafting.reopen_action(
            _action(plan, code), about=form.about.data, by=current_user.staff, at=g.now
        )
    ):
        flash(gettext("The action takes observations again."), "good")
        return done(url_for(".action", slug=slug, code=code))
    return _refused_on_action(plan, code, form)


def _refused_on_action(plan: Plan, code: str, refused: Form) -> ResponseReturnValue:
    wording = _wording(plan.fresh(), code)
    form = ActionForm(None, obj=wording)
    form.status, form.refusal = refused.status, refused.refusal
    return _action_page(plan, wording, form)


def _action_page(
    plan: Plan, wording: Wording, form: ActionForm, *, closing: ClosingForm | None = None
) -> ResponseReturnValue:
    plan = plan.fresh()
    phase, about = plan.phase(g.now), what_stands(plan)
    drafting_now = phase is Phase.DRAFTING
    code = wording.action.code
    findings = announcing.findings_of(plan) if drafting_now else []
    action = wording.action.fresh()
    return render(
        "desk/drafting/action.html",
        status=closing.status if closing else form.status,
        form=form,
        closing=closing or ClosingForm(None, about=about),
        opening=OpeningForm(None, about=about),
        plan=plan,
        wording=wording,
        action=action,
        findings=[each for each in findings if code in each.actions],
        areas=Area.offered(),
        may_edit=_may_edit(plan),
        may_close=plan_steps.may_close_actions(plan, current_user.staff, g.now),
    )
