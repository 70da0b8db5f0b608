"""One thing done to many observations: the exact list first, then the act, then its undoing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext, ngettext
from flask_login import current_user
from wtforms import HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import Optional

from webapp.forms.base import Form
from webapp.forms.fields import CatalogueField, DayField
from webapp.forms.reply import MEANINGS, ReplyForm
from webapp.models import Area, BulkAct, Plan, Staff
from webapp.presenting import exact_list
from webapp.presenting.exact_list import ExactList
from webapp.queries import desk_list
from webapp.text.typed import line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import BulkVerb, Role
from webapp.web import desk_list_query
from webapp.web.filters import local
from webapp.web.hypermedia import done, found, render
from webapp.web.query import number_in_query
from webapp.workflow import bulk, bulk_acts, handling
from webapp.workflow.bulk import Listed

blueprint = Blueprint("bulk", __name__)

PAGE = 25
UNSAID = lazy_gettext("As each one has it")


class ListForm(Form):
    """The exact list that was shown, as `filing number:stamp`."""

    listed = HiddenField()

    def sent(self) -> list[Listed]:
        """The observations that were shown."""
        return exact_list.read(self.listed.data)


class BulkAssignForm(ListForm):
    """Who is to have them, and until when."""

    area = CatalogueField(lazy_gettext("Area"), Area, empty=UNSAID)
    staff = SelectField(lazy_gettext("Person"), validators=[Optional()])
    due_on = DayField(lazy_gettext("Internal due date"), validators=[Optional()])

    def offer_people(self) -> None:
        """Offer whoever may handle observations."""
        people = Staff.select().where(Staff.active).order_by(Staff.name)
        self.people = {str(each.id): each for each in people if each.has(*handling.HANDLERS)}
        self.staff.choices = [
            SelectChoice("", UNSAID),
            *(SelectChoice(key, each.name) for key, each in self.people.items()),
        ]

    def duty(self) -> bulk_acts.Assignment:
        """What the verb takes."""
        return bulk_acts.Assignment(
            area=self.area.data,
            staff=self.people.get(self.staff.data),
            due_on=self.due_on.data,
        )


class TagForm(ListForm):
    """Words of the staff's own, between commas."""

    tags = StringField(lazy_gettext("Tags"), filters=[line])

    def words(self) -> list[str]:
        """Each tag by itself."""
        return (self.tags.data or "").split(",")


class BulkAnswerForm(ReplyForm, ListForm):
    """One answer for all of them."""


class UndoForm(Form):
    """A form without fields: sending it undoes the act."""


@dataclass(frozen=True)
class Act:
    """An act on many observations: its form, its verb, and the words of its page."""

    verb: BulkVerb
    endpoint: str
    form: ListForm
    do: Callable[[Sequence[Listed]], BulkAct]


@blueprint.route("/planes/<slug>/lotes/asignacion", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def assignment(slug: str) -> ResponseReturnValue:
    """Hand over the observations picked."""
    plan, form = found(Plan.find(slug)), BulkAssignForm()
    form.offer_people()
    return _page(
        plan,
        Act(
            BulkVerb.ASSIGNED,
            "assignment",
            form,
            lambda listed: bulk_acts.assign(listed, form.duty(), **_how(plan)),
        ),
    )


@blueprint.route("/planes/<slug>/lotes/publicacion", methods=["GET", "POST"])
@open_to(Role.MODERATOR)
def showing(slug: str) -> ResponseReturnValue:
    """Show the observations picked as they were filed."""
    plan = found(Plan.find(slug))
    return _page(
        plan,
        Act(
            BulkVerb.SHOWN,
            "showing",
            ListForm(),
            lambda listed: bulk_acts.show(listed, **_how(plan)),
        ),
    )


@blueprint.route("/planes/<slug>/lotes/etiquetas", methods=["GET", "POST"])
@open_to(*handling.HANDLERS)
def tags(slug: str) -> ResponseReturnValue:
    """Tag the observations picked."""
    plan, form = found(Plan.find(slug)), TagForm()
    return _page(
        plan,
        Act(
            BulkVerb.TAGGED,
            "tags",
            form,
            lambda listed: bulk_acts.tag(listed, form.words(), **_how(plan)),
        ),
    )


@blueprint.route("/planes/<slug>/lotes/respuesta", methods=["GET", "POST"])
@open_to(Role.RESPONDER)
def answer(slug: str) -> ResponseReturnValue:
    """Give the observations picked one answer."""
    plan, form = found(Plan.find(slug)), BulkAnswerForm()
    form.offer_areas()
    submit = request.form.get("then") == "submit"
    return _page(
        plan,
        Act(
            BulkVerb.ANSWERED,
            "answer",
            form,
            lambda listed: bulk_acts.answer(listed, form.reply(), submit=submit, **_how(plan)),
        ),
    )


def _how(plan: Plan) -> dict[str, Any]:
    return {"plan": plan, "by": current_user.staff, "at": g.now}


def _page(plan: Plan, act: Act) -> ResponseReturnValue:
    """Do it and lead to what was done, or show the list that it would touch."""
    form, sent = act.form, act.form.sent()
    if sent and form.carries_out(lambda: act.do(sent)):
        return done(url_for(".show", number=form.outcome.id))
    listing = _listing(plan, act.verb, sent)
    form.listed.data = listing.text
    if form.is_submitted() and not sent:
        form.status, form.refusal = 422, gettext("Pick at least one observation.")
    parameters: dict[str, Any] = desk_list_query.parameters(request.args)
    return render(
        "desk/bulk/act.html",
        "desk/bulk/_act.html",
        form.status,
        plan=plan,
        form=form,
        verb=act.verb,
        listing=listing,
        meanings=MEANINGS,
        action=url_for(f".{act.endpoint}", slug=plan.slug, **parameters),
        back=url_for("desk.comments.index", slug=plan.slug, **parameters),
    )


def _listing(plan: Plan, verb: BulkVerb, sent: Sequence[Listed]) -> ExactList:
    """The list as its observations stand now: the one that was sent, or the one picked."""
    reader = current_user.staff
    if sent:
        return exact_list.again(plan, sent, verb, reader=reader)
    if request.args.get("todas") == desk_list_query.YES:
        chosen = desk_list_query.chosen(
            request.args, plan=plan, reader=reader, today=local(g.now).date()
        )
        picked = desk_list.first(plan, chosen, bulk.MOST + 1)
    else:
        picked = desk_list.named(plan, request.args.getlist("n")[: bulk.MOST])
    return exact_list.make(picked, verb, reader=reader)


@blueprint.get("/planes/<slug>/lotes")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """What was done at once on a plan, newest first."""
    plan = found(Plan.find(slug))
    acts = BulkAct.of(plan, before=number_in_query("antes"), limit=PAGE + 1)
    shown = acts[:PAGE]
    more = len(acts) > PAGE
    return render(
        "desk/bulk/index.html",
        plan=plan,
        acts=shown,
        next_url=url_for(".index", slug=slug, antes=shown[-1].id) if more else None,
        first_url=url_for(".index", slug=slug) if "antes" in request.args else None,
    )


@blueprint.get("/lotes/<int:number>")
@open_to(*EVERYONE)
def show(number: int) -> ResponseReturnValue:
    """What was done to which observations; after it was undone, which were left and why."""
    return _done_page(found(BulkAct.find(number)), UndoForm())


@blueprint.post("/lotes/<int:number>/reversion")
@open_to(*handling.HANDLERS, *bulk.UNDOERS)
def undoing(number: int) -> ResponseReturnValue:
    """Put every observation back as it was."""
    act, form = found(BulkAct.find(number)), UndoForm()
    if form.carries_out(lambda: bulk.undo(act, by=current_user.staff, at=g.now)):
        back = len(act.items) - len(form.outcome)
        flash(
            ngettext(
                "%(num)s observation is as it was before.",
                "%(num)s observations are as they were before.",
                back,
            ),
            "warn" if form.outcome else "good",
        )
        return done(url_for(".show", number=number))
    return _done_page(found(BulkAct.find(number)), form)


def _done_page(act: BulkAct, form: UndoForm) -> ResponseReturnValue:
    return render(
        "desk/bulk/show.html",
        None,
        form.status,
        act=act,
        form=form,
        left=act.left,
        may_undo=act.undone_at is None and bulk.may_undo(act, current_user.staff),
        title=_title(act),
    )


def _title(act: BulkAct) -> str:
    """What was done, to how many."""
    number = len(act.items)
    titles = {
        BulkVerb.ASSIGNED: ngettext(
            "%(num)s observation handed over", "%(num)s observations handed over", number
        ),
        BulkVerb.SHOWN: ngettext(
            "%(num)s observation shown as filed", "%(num)s observations shown as filed", number
        ),
        BulkVerb.TAGGED: ngettext(
            "%(num)s observation tagged", "%(num)s observations tagged", number
        ),
        BulkVerb.ANSWERED: ngettext(
            "%(num)s observation answered", "%(num)s observations answered", number
        ),
        BulkVerb.GROUP_ANSWERED: ngettext(
            "%(num)s observation of a group answered",
            "%(num)s observations of a group answered",
            number,
        ),
    }
    return gettext("Undone: %(what)s", what=titles[act.verb]) if act.undone_at else titles[act.verb]
