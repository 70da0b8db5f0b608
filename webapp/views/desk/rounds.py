"""One more round of consultation, on the adjusted plan."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms.validators import InputRequired

from webapp.forms.fields import WordField, about_field
from webapp.forms.window import WindowForm, usual_days
from webapp.models import Plan
from webapp.views.desk.access import open_to
from webapp.vocabulary import Phase, Role, RoundScope
from webapp.web.filters import day, word
from webapp.web.hypermedia import done, found, render
from webapp.workflow import announcing
from webapp.workflow.acts import what_stands
from webapp.workflow.announcing import USUAL_DAYS

blueprint = Blueprint("rounds", __name__)


class RoundForm(WindowForm):
    """The days of the round and which actions it is about."""

    about = about_field()
    scope = WordField(
        lazy_gettext("What it asks about"),
        RoundScope,
        validators=[InputRequired(lazy_gettext("Choose what it asks about."))],
    )

    def rows(self) -> list[tuple[str, str]]:
        """What will be announced."""
        rows = {
            self.scope.label.text: word(self.scope.data),
            self.first_day.label.text: day(self.first_day.data),
            self.last_day.label.text: day(self.last_day.data),
            self.short_reason.label.text: self.short_reason.data,
            self.cycle_phase.label.text: word(self.cycle_phase.data),
        }
        return [(name, text) for name, text in rows.items() if text]


@blueprint.route("/planes/<slug>/ronda", methods=["GET", "POST"])
@open_to(Role.EDITOR)
def new(slug: str) -> ResponseReturnValue:
    """Announce one more round: written, checked, announced."""
    plan = found(Plan.find(slug))
    form = RoundForm(data={**usual_days(), "scope": RoundScope.CHANGED, "about": what_stands(plan)})
    if "announce" not in request.form:
        return _checked(plan, form)
    if form.carries_out(
        lambda: announcing.announce_round(
            plan,
            form.window(),
            scope=form.scope.data,
            about=form.about.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        flash(gettext("The round is announced. It opens and closes by the clock."), "good")
        return done(url_for("desk.plans.show", slug=slug, _anchor="window"))
    return _page(plan, form)


def _checked(plan: Plan, form: RoundForm) -> ResponseReturnValue:
    checked = "correct" not in request.form and form.carries_out(
        lambda: announcing.check_round(plan, form.window(), by=current_user.staff, at=g.now)
    )
    return _page(plan, form, rows=form.rows() if checked else [])


def _page(plan: Plan, form: RoundForm, rows: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    return render(
        "desk/rounds/new.html",
        status=form.status,
        form=form,
        plan=plan,
        usual_days=USUAL_DAYS,
        is_time=plan.phase(g.now) is Phase.ADJUSTED,
        rows=rows,
    )
