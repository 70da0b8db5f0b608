"""New actions of the adjusted edition, and those withdrawn from it."""

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.wording import ORIGINS, WhyForm, WordingForm
from webapp.models import Action, Category, Plan, Wording
from webapp.models.edition_content import category_of, newest_edition
from webapp.queries import desk_list
from webapp.views.desk.access import open_to
from webapp.views.desk.adjusting.sources import hints, used_values
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting_actions
from webapp.workflow.acts import what_stands

blueprint = Blueprint("actions", __name__)


@blueprint.route(
    "/planes/<slug>/ajuste/categorias/<int:number>/acciones/nueva", methods=["GET", "POST"]
)
@open_to(Role.EDITOR)
def add(slug: str, number: int) -> ResponseReturnValue:
    """Add an action at the end of a category, and say why."""
    plan = found(Plan.find(slug))
    category = found(category_of(found(newest_edition(plan)), number))
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
        return done(url_for("desk.adjusting.wording.show", slug=slug, code=code))
    return _addition_page(category, form)


def _addition_form(plan: Plan) -> WordingForm:
    form = WordingForm(**used_values(plan), about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    return form


def _addition_page(category: Category, form: WordingForm) -> ResponseReturnValue:
    plan = category.edition.plan
    return render(
        "desk/adjusting/actions/add.html",
        "desk/adjusting/actions/_add.html",
        form.status,
        plan=plan,
        category=category,
        form=form,
        may_add=category.edition.published_at is None or form.is_submitted(),
        about=hints(desk_list.on(plan, None)),
        origins=ORIGINS,
    )


def taken_back(plan: Plan, code: str) -> ResponseReturnValue:
    """What was typed for a new action that someone else took out meanwhile: it can be added
    again (R12)."""
    number = code.partition(".")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 10
    category = found(category_of(found(newest_edition(plan)), int(number) if known else 0))
    form = _addition_form(plan)
    form.status = 409
    form.refusal = gettext(
        "Someone else took action %(code)s out of the plan. What you wrote is here: if it should "
        "stay, add it again.",
        code=code,
    )
    return _addition_page(category, form)


@blueprint.route("/planes/<slug>/ajuste/<code>/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def withdraw(slug: str, code: str) -> ResponseReturnValue:
    """Take an action out of the adjusted edition, and say why."""
    current = _wording(slug, code)
    plan = current.edition.plan
    form = WhyForm(**used_values(plan), version=current.version, about=what_stands(plan))
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
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    current = _wording(slug, code)
    return render(
        "desk/adjusting/actions/withdraw.html",
        "desk/adjusting/actions/_withdraw.html",
        form.status,
        plan=plan,
        wording=current,
        form=form,
        may_withdraw=current.edition.published_at is None or form.is_submitted(),
        about=hints(desk_list.on(plan, current.action)),
        origins=ORIGINS,
    )


def _wording(slug: str, code: str) -> Wording:
    """The wording in the edition being adjusted, or in the newest one when there is none; of an
    action that was withdrawn, the last one."""
    plan = found(Plan.find(slug))
    action = found(plan.actions.where(Action.code == code).first())
    current = found(action.last_wording(newest_edition(plan)))
    current.edition.plan = plan
    return current
