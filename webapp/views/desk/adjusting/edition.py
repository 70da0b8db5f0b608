"""The edition being adjusted: where it stands, and its beginning."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, g, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.forms.base import Form
from webapp.forms.fields import about_field
from webapp.models import Category, Correction, Edition, Plan
from webapp.models.edition_content import changes_of
from webapp.queries import changelog
from webapp.queries.changelog import ChangelogItem, WholeAction
from webapp.views.desk.access import EVERYONE, open_to
from webapp.views.desk.adjusting.sources import comment_used
from webapp.vocabulary import CorrectionKind, Phase, Role, Turn
from webapp.web.hypermedia import done, found, render
from webapp.workflow import adjusting, adjusting_categories
from webapp.workflow.acts import what_stands

blueprint = Blueprint("edition", __name__)


class StartForm(Form):
    """The round whose adjusted edition it starts."""

    about = about_field()


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
    is_time = of_form or phase.is_adjustable
    edits = current_user.staff.has(Role.EDITOR) and adjusting.may_be_written(plan, g.now)
    edition = plan.draft_edition if is_time else None
    changes = changes_of(edition) if edition else []
    amendments = changelog.amendments(changes)
    return render(
        "desk/adjusting/edition/overview.html",
        "desk/adjusting/edition/_overview.html",
        form.status,
        form=form,
        plan=plan,
        phase=phase,
        edition=edition,
        changes=changes,
        amendments=amendments,
        used=comment_used(plan),
        may_start=edits and edition is None,
        may_edit=edits and edition is not None,
        is_time=is_time,
        proposal=Correction.waiting_on(CorrectionKind.EDITORIAL_EDITION, plan),
        outline=_outline(edition, amendments) if edition else [],
        removable=adjusting_categories.withdrawable(edition) if edition else (),
    )


def _outline(
    edition: Edition, amendments: Iterable[ChangelogItem]
) -> list[tuple[Category, list[Any], list[Any]]]:
    """Each category with its wordings, each with what became of it, and with those withdrawn."""
    became: dict[int, str] = {}
    gone: dict[int, list[WholeAction]] = {}
    for each in amendments:
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
