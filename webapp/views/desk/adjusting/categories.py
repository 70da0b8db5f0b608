"""The categories of the adjusted edition: a new one, another title for one, or one withdrawn."""

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.wording import ORIGINS, CategoryForm, WhyForm
from webapp.models import Change, Edition, Plan
from webapp.models.edition_content import category_of
from webapp.queries import desk_list
from webapp.views.desk.access import open_to
from webapp.views.desk.adjusting.sources import hints, known_why
from webapp.vocabulary import Role
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting, adjusting_categories
from webapp.workflow.acts import what_stands

blueprint = Blueprint("categories", __name__)


@blueprint.route("/planes/<slug>/ajuste/categorias/nueva", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def add(slug: str) -> ResponseReturnValue:
    """Add a category at the end, and say why."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    form = CategoryForm(about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    if form.carries_out(
        lambda: adjusting_categories.add_category(
            edition,
            form.title.data,
            form.why(),
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The change is saved, with its reason."), "good")
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    return render(
        "desk/adjusting/categories/add.html",
        status=form.status,
        plan=plan,
        form=form,
        origins=ORIGINS,
    )


@blueprint.route("/planes/<slug>/ajuste/categorias/<int:number>", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def retitle(slug: str, number: int) -> ResponseReturnValue:
    """The title of a category in the adjusted edition."""
    plan = found(Plan.find(slug))
    edition = found(plan.draft_edition)
    current = found(category_of(edition, number))
    known = Change.listed(
        Change.edition == edition, Change.category == current, Change.action.is_null()
    )
    going_on = next(iter(known), None) if "campo" in request.args else None
    form = CategoryForm(
        title=current.title,
        version=current.version,
        about=what_stands(plan),
        **known_why(going_on, {}),
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
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    return render(
        "desk/adjusting/categories/retitle.html",
        "desk/adjusting/categories/_retitle.html",
        form.status,
        plan=plan,
        edition=edition,
        category=current,
        original=_original_title(edition, number),
        form=form,
        about=hints(desk_list.on(plan, None)),
        changes=known,
        editable=not known or going_on is not None or form.is_submitted(),
        origins=ORIGINS,
    )


@blueprint.route("/planes/<slug>/ajuste/categorias/<int:number>/retiro", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def withdraw(slug: str, number: int) -> ResponseReturnValue:
    """Take a category without actions out of the adjusted edition, and say why."""
    plan = found(Plan.find(slug))
    current = found(category_of(found(plan.draft_edition), number))
    form = WhyForm(version=current.version, about=what_stands(plan))
    form.offer(plan, desk_list.on(plan, None))
    if form.carries_out(
        lambda: adjusting_categories.withdraw_category(
            current,
            form.why(),
            version=form.version.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        ),
        over=current,
    ):
        flash(gettext("Category %(number)s is withdrawn, with its reason.", number=number), "good")
        return done(url_for("desk.adjusting.edition.overview", slug=slug))
    return render(
        "desk/adjusting/categories/withdraw.html",
        status=form.status,
        plan=plan,
        category=current.fresh(),
        form=form,
        about=hints(desk_list.on(plan, None)),
        origins=ORIGINS,
    )


def _original_title(edition: Edition, number: int) -> str:
    previous = edition.previous
    original = category_of(previous, number) if previous else None
    return original.title if original else ""
