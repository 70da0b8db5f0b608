"""Groups of like observations: suggested, made by people, answered once, never merged (R15)."""

from collections.abc import Sequence

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from wtforms import HiddenField, StringField, TextAreaField

from webapp.forms.base import Form
from webapp.forms.fields import FITS, version_field
from webapp.forms.reply import MEANINGS, ReplyForm
from webapp.models import Answer, Comment, CommentGroup, GroupMember, Plan
from webapp.presenting import exact_list
from webapp.queries import desk_list
from webapp.queries.desk_list import DeskComment
from webapp.text import differences
from webapp.text.typed import clean, line
from webapp.views.desk.access import EVERYONE, open_to
from webapp.vocabulary import BulkVerb, Role
from webapp.vocabulary.messages import N_
from webapp.web import desk_list_query
from webapp.web.filters import local
from webapp.web.hypermedia import done, found, render
from webapp.web.query import number_in_query
from webapp.workflow import bulk, grouping
from webapp.workflow.refusals import Invalid

blueprint = Blueprint("groups", __name__)

PAGE = 25


class NewForm(Form):
    """The name of a group; its observations are in the list of the same page."""

    title = StringField(lazy_gettext("Name of the group"), filters=[line], validators=[FITS])


class AddForm(Form):
    """The filing number of one more observation."""

    filing_number = StringField(lazy_gettext("Filing number"), filters=[line])


class ExtraForm(Form):
    """The paragraph that answers a member's own point."""

    version = version_field()
    extra = TextAreaField(lazy_gettext("Extra paragraph for this observation"), filters=[clean])


class TakeOutForm(Form):
    """Nothing but the will to take it out."""


class GroupAnswerForm(ReplyForm):
    """One answer for the members that were shown."""

    version = version_field()
    listed = HiddenField()


@blueprint.get("/observaciones/<filing_number>/parecidas")
@open_to(*EVERYONE)
def suggestions(filing_number: str) -> ResponseReturnValue:
    """Observations with like texts, the differing words marked. Nothing is grouped by itself."""
    comment = found(desk_list.find(filing_number)).comment
    staff = current_user.staff
    return render(
        "desk/groups/suggestions.html",
        "desk/groups/_suggestions.html",
        comment=comment,
        reading=comment.read_by(staff),
        membership=GroupMember.of(comment),
        alike=grouping.alike(comment, reader=staff),
        may_group=staff.has(*grouping.GROUPERS),
    )


@blueprint.get("/planes/<slug>/grupos")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The groups of a plan, newest first."""
    plan = found(Plan.find(slug))
    groups = CommentGroup.of(plan, after=number_in_query("despues"), limit=PAGE + 1)
    shown = groups[:PAGE]
    more = len(groups) > PAGE
    return render(
        "desk/groups/index.html",
        plan=plan,
        groups=[(each, each.size > grouping.CAMPAIGN) for each in shown],
        campaign=grouping.CAMPAIGN,
        next_url=url_for(".index", slug=slug, despues=shown[-1].id) if more else None,
        first_url=url_for(".index", slug=slug) if "despues" in request.args else None,
    )


@blueprint.route("/planes/<slug>/grupos/nuevo", methods=["GET", "POST"])
@open_to(*grouping.GROUPERS)
def new(slug: str) -> ResponseReturnValue:
    """Start a group of the observations picked."""
    plan, form = found(Plan.find(slug)), NewForm()
    comments = _picked(plan)
    picked = [each.comment for each in comments]
    if form.carries_out(
        lambda: grouping.start(plan, form.title.data or "", picked, by=current_user.staff, at=g.now)
    ):
        flash(gettext("The group is made. Each observation keeps its number."), "good")
        return done(url_for(".show", number=form.outcome.id))
    staff = current_user.staff
    return render(
        "desk/groups/new.html",
        "desk/groups/_new.html",
        form.status,
        plan=plan,
        form=form,
        comments=[(each, each.comment.read_by(staff)) for each in comments],
    )


def _picked(plan: Plan) -> list[DeskComment]:
    """The observations that the address or the form names, or the whole list narrowed down."""
    values = request.values
    if values.get("todas") == desk_list_query.YES:
        chosen = desk_list_query.chosen(
            values, plan=plan, reader=current_user.staff, today=local(g.now).date()
        )
        return desk_list.first(plan, chosen, bulk.MOST)
    return desk_list.named(plan, values.getlist("n")[: bulk.MOST])


@blueprint.get("/grupos/<int:number>")
@open_to(*EVERYONE)
def show(number: int) -> ResponseReturnValue:
    """The members of a group, how each differs from the first, and what can be done."""
    return _group_page(found(CommentGroup.find(number)), AddForm())


@blueprint.post("/grupos/<int:number>/miembros")
@open_to(*grouping.GROUPERS)
def adding(number: int) -> ResponseReturnValue:
    """Take one more observation into a group."""
    group, form = found(CommentGroup.find(number)), AddForm()
    if form.carries_out(lambda: _add(group, form.filing_number.data or "")):
        flash(gettext("It is in the group."), "good")
        return done(url_for(".show", number=number))
    return _group_page(group, form)


def _add(group: CommentGroup, filing_number: str) -> None:
    comment = Comment.find(filing_number)
    if comment is None:
        raise Invalid(filing_number=N_("There is no observation with that filing number."))
    grouping.add(group, comment, by=current_user.staff, at=g.now)


@blueprint.route("/grupos/<int:number>/miembros/<filing_number>/parrafo", methods=["GET", "POST"])
@open_to(*grouping.GROUPERS)
def extra(number: int, filing_number: str) -> ResponseReturnValue:
    """Write the paragraph that answers a member's own point."""
    group, member = _member(number, filing_number)
    form = ExtraForm(extra=member.extra, version=member.version)
    if form.carries_out(
        lambda: grouping.set_extra(
            member,
            form.extra.data or "",
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        stands = Answer.of(member.comment) is not None
        flash(
            gettext("The paragraph is saved, and stands in its answer.")
            if stands
            else gettext("The paragraph is saved. It goes out with the answer of the group."),
            "good",
        )
        return done(url_for(".show", number=number))
    return render(
        "desk/groups/extra.html",
        "desk/groups/_extra.html",
        form.status,
        group=group,
        form=form,
        comment=member.comment,
        reading=member.comment.read_by(current_user.staff),
    )


@blueprint.route("/grupos/<int:number>/miembros/<filing_number>/salida", methods=["GET", "POST"])
@open_to(*grouping.GROUPERS)
def taking_out(number: int, filing_number: str) -> ResponseReturnValue:
    """Take a member out; it loses nothing."""
    group, member = _member(number, filing_number)
    form = TakeOutForm()
    if form.carries_out(
        lambda: grouping.take_out(group, member.comment, by=current_user.staff, at=g.now)
    ):
        flash(gettext("It is out of the group; it lost nothing."), "good")
        return done(url_for(".show", number=number))
    return render(
        "desk/groups/taking_out.html",
        None,
        form.status,
        group=group,
        form=form,
        comment=member.comment,
        reading=member.comment.read_by(current_user.staff),
    )


@blueprint.route("/grupos/<int:number>/respuesta", methods=["GET", "POST"])
@open_to(Role.RESPONDER)
def answer(number: int) -> ResponseReturnValue:
    """Give every member the same answer, each with its own extra paragraph."""
    group = found(CommentGroup.find(number))
    form = GroupAnswerForm(version=group.version)
    form.offer_areas()
    sent = exact_list.read(form.listed.data)
    submit = request.form.get("then") == "submit"
    if form.is_submitted() and not sent:
        form.status, form.refusal = 422, gettext("Pick at least one observation.")
    if sent and form.carries_out(
        lambda: grouping.answer(
            group,
            form.reply(),
            sent,
            submit=submit,
            version=form.version.data,
            by=current_user.staff,
            at=g.now,
        )
    ):
        return done(url_for("desk.bulk.show", number=form.outcome.id))
    listing = exact_list.make(
        desk_list.named(group.plan, [each.comment.filing_number for each in _members(group)]),
        BulkVerb.GROUP_ANSWERED,
        reader=current_user.staff,
        sent=sent,
    )
    form.listed.data = listing.text
    return render(
        "desk/groups/answer.html",
        "desk/groups/_answer.html",
        form.status,
        group=group,
        form=form,
        listing=listing,
        extras=[(each.comment.filing_number, each.extra) for each in _members(group) if each.extra],
        meanings=MEANINGS,
    )


def _members(group: CommentGroup) -> Sequence[GroupMember]:
    members = GroupMember.select(GroupMember, Comment).join(Comment)
    return list(members.where(GroupMember.group == group).order_by(Comment.id))


def _member(number: int, filing_number: str) -> tuple[CommentGroup, GroupMember]:
    group = found(CommentGroup.find(number))
    wanted = filing_number.strip().upper()
    member = next((each for each in _members(group) if each.comment.filing_number == wanted), None)
    return group, found(member)


def _group_page(group: CommentGroup, form: AddForm) -> ResponseReturnValue:
    staff = current_user.staff
    members = _members(group)
    complete = {
        each.comment.id: each
        for each in desk_list.named(group.plan, [each.comment.filing_number for each in members])
    }
    readings = [(each, complete[each.comment_id].comment.read_by(staff)) for each in members]
    base = next((reading.body for _, reading in readings if reading.body), "")
    return render(
        "desk/groups/show.html",
        None,
        form.status,
        group=group,
        form=form,
        members=[
            (
                member,
                complete[member.comment_id],
                differences.difference(base, reading.body) if reading.body else (),
            )
            for member, reading in readings
        ],
        is_campaign=len(members) > grouping.CAMPAIGN,
        campaign=grouping.CAMPAIGN,
        may_group=staff.has(*grouping.GROUPERS),
        may_answer=staff.has(Role.RESPONDER) and bool(members),
    )
