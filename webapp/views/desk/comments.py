"""The observations of a plan as staff work on them."""

from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from webapp.models import (
    Action,
    Answer,
    Area,
    Change,
    Comment,
    CommentGroup,
    Event,
    Evidence,
    GroupMember,
    MeetingComment,
    Petition,
    Plan,
    SavedFilter,
    Staff,
)
from webapp.models.event import subject_of
from webapp.presenting import log_entry
from webapp.presenting.holder import holder_of
from webapp.queries import changelog, desk_list
from webapp.queries.desk_list import DeskComment
from webapp.text import redaction
from webapp.views.desk.access import EVERYONE, may_open, open_to
from webapp.vocabulary import (
    AnswerState,
    BulkVerb,
    Decision,
    ListOrder,
    PetitionKind,
    Publication,
    Role,
)
from webapp.vocabulary.messages import Worded
from webapp.web import desk_list_query
from webapp.web.filters import author, local, moment, word
from webapp.web.hypermedia import found, render
from webapp.web.query import number_in_query, whole_query
from webapp.workflow import answer_steps, grouping, moderating

blueprint = Blueprint("comments", __name__)

ACTS_AT_ONCE = (
    ("desk.bulk.assignment", BulkVerb.ASSIGNED),
    ("desk.bulk.showing", BulkVerb.SHOWN),
    ("desk.bulk.tags", BulkVerb.TAGGED),
    ("desk.bulk.answer", BulkVerb.ANSWERED),
)


@blueprint.get("/planes/<slug>/observaciones")
@open_to(*EVERYONE)
def index(slug: str) -> ResponseReturnValue:
    """The observations of a plan that the filters of the address leave."""
    plan = found(Plan.find(slug))
    rows = desk_list.page(plan, _filter(plan), after=number_in_query("despues"))
    shown = rows[: desk_list.PAGE]
    parameters: dict[str, Any] = desk_list_query.parameters(request.args)
    following = shown[-1].comment.id if len(rows) > desk_list.PAGE else None
    return render(
        "desk/comments/index.html",
        "desk/comments/_comments.html",
        plan=plan,
        comments=[(each, each.comment.read_by(current_user.staff)) for each in shown],
        parameters=parameters,
        next_url=url_for(".index", slug=slug, **parameters, despues=following)
        if following
        else None,
        first_url=url_for(".index", slug=slug, **parameters) if "despues" in request.args else None,
        choices=_filters(plan),
        saved=list(SavedFilter.select().where(SavedFilter.staff == current_user.staff)),
        acts=[(url_for(name, slug=slug), verb) for name, verb in ACTS_AT_ONCE if may_open(name)],
        groups=may_open("desk.groups.new"),
        today=local(g.now).date(),
    )


def _filters(plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """What each filter of the list offers: value and words."""
    people = Staff.select().where(Staff.active).order_by(Staff.name)
    groups = CommentGroup.select().where(CommentGroup.plan == plan).order_by(CommentGroup.title)
    return {
        "publicacion": _choices(Publication),
        "respuesta": [(desk_list_query.NONE, gettext("Without answer")), *_choices(AnswerState)],
        "decision": _choices(Decision),
        "accion": _actions(plan),
        "dependencia": [
            (desk_list_query.NONE, gettext("No area")),
            *((str(each.id), each.name) for each in Area.offered()),
        ],
        "persona": [
            (desk_list_query.MINE, gettext("Me")),
            (desk_list_query.NONE, gettext("Nobody yet")),
            *((str(each.id), each.name) for each in people),
        ],
        "vencidas": [(desk_list_query.YES, gettext("Only overdue ones"))],
        "etiqueta": [(each, each) for each in desk_list.tags(plan)],
        "peticion": [(desk_list_query.YES, gettext("Only petitions"))],
        "posteriores": [(desk_list_query.YES, gettext("Only those registered after the report"))],
        "grupo": [(str(each.id), each.title) for each in groups],
        "orden": [(each.value, word(each)) for each in ListOrder if each is not ListOrder.FILED],
    }


def _actions(plan: Plan) -> list[tuple[str, str]]:
    codes = [action.code for action in plan.public_actions.order_by(Action.position)]
    return [(desk_list_query.GENERAL, gettext("The whole plan")), *((code, code) for code in codes)]


def _choices(words: type[Worded]) -> list[tuple[str, str]]:
    return [(each.value, word(each)) for each in words]


def _filter(plan: Plan) -> desk_list.DeskFilter:
    return desk_list_query.chosen(
        request.args, plan=plan, reader=current_user.staff, today=local(g.now).date()
    )


@blueprint.get("/observaciones/<filing_number>")
@open_to(*EVERYONE)
def comment(filing_number: str) -> ResponseReturnValue:
    """Everything about one observation, and what can be done next with it."""
    record = found(desk_list.find(filing_number))
    comment, answer = record.comment, record.answer
    staff = current_user.staff
    before, after = desk_list.neighbours(comment, _filter(comment.plan))
    return render(
        "desk/comments/comment.html",
        reading=comment.read_by(staff),
        answer=answer,
        changes=changelog.amendments(Change.naming(comment)),
        acts=[(event, log_entry.act(event.verb)) for event in Event.about(subject_of(comment))],
        steps=_steps(comment, answer),
        is_due=comment.is_belated and (answer is None or answer.state is not AnswerState.PUBLISHED),
        moderates=staff.has(Role.MODERATOR),
        moves=may_open("desk.corrections.move") and not comment.annulment_id,
        annuls=may_open("desk.corrections.annulment") and not comment.annulment_id,
        facts=_facts(record),
        suspicious=_suspicious(comment),
        holds_contact=_may_see_contact() and comment.submitter is not None,
        **_arrival(comment),
        **holder_of(comment, staff),
        takes_back=may_open("desk.taking_back.propose"),
        membership=GroupMember.of(comment),
        groups=staff.has(*grouping.GROUPERS),
        previous_url=_beside(before),
        next_url=_beside(after),
        list_query=whole_query(),
    )


def _arrival(comment: Comment) -> dict[str, Any]:
    """How it came, and whether it is also a petition."""
    made = MeetingComment.of(comment)
    return {
        "evidence": Evidence.of(comment),
        "meeting": made.meeting if made else None,
        "reads_evidence": may_open("desk.intake.evidence"),
        "receives": may_open("desk.intake.attach"),
        "petition": Petition.of(comment),
        "petition_kinds": [(each.value, word(each), each.working_days) for each in PetitionKind],
        "handles_petitions": may_open("desk.petitions.mark"),
    }


def _facts(record: DeskComment) -> list[tuple[str, ...]]:
    """Everything about it but its text: name, value and, for some, where it leads."""
    comment = record.comment
    plan, action = comment.plan, comment.action
    facts: list[tuple[str, ...]] = [
        (gettext("Plan"), plan.title),
        (gettext("Edition that its author read"), str(comment.edition.number)),
        (gettext("Action"), action.code if action else gettext("The whole plan")),
        (gettext("Part of the action"), word(comment.target)),
        (gettext("Kind"), word(comment.kind) or gettext("Not said")),
        (gettext("Position"), word(comment.stance) or gettext("Not said")),
        (gettext("Sent by"), author(record.author)),
        (gettext("Channel"), word(comment.channel)),
        (gettext("Received"), moment(comment.received_at)),
    ]
    name = _name_to_be_shown(comment)
    if name:
        facts.append((gettext("Name that will be shown with the text"), name))
    if comment.filed_by:
        facts.append((gettext("Typed in by"), comment.filed_by.name))
        facts.append((gettext("Typed in on"), moment(comment.filed_at)))
    if comment.moderated_by and comment.moderated_at:
        facts.append((gettext("Moderated by"), comment.moderated_by.name))
        facts.append((gettext("Moderated on"), moment(comment.moderated_at)))
    return facts


def _name_to_be_shown(comment: Comment) -> str:
    """The name that will be shown if the text is, because its author authorised it (R13)."""
    submitter = comment.submitter
    if comment.is_shown or submitter is None or not current_user.staff.has(Role.MODERATOR):
        return ""
    return submitter.public_name


def _suspicious(comment: Comment) -> list[str]:
    """What looks like personal data in a text that nobody has moderated, for who moderates it."""
    if comment.publication is not Publication.PENDING or not current_user.staff.has(Role.MODERATOR):
        return []
    return [
        text[span.start : span.end]
        for text in (comment.body, comment.proposed_text)
        for span in redaction.suggest(text)
    ]


def _may_see_contact() -> bool:
    return current_user.staff.has(Role.MODERATOR, Role.ADMIN)


def _beside(other: Comment | None) -> str | None:
    if other is None:
        return None
    return url_for(".comment", filing_number=other.filing_number) + whole_query()


def _steps(comment: Comment, answer: Answer | None) -> list[tuple[str, ...]]:
    """What whoever is signed in can do next: address, text, explanation."""
    staff, number = current_user.staff, comment.filing_number
    state = answer.state if answer else None
    phase = comment.plan.phase(g.now)
    answer_url = url_for("desk.answers.answer", filing_number=number)
    steps: list[tuple[str, ...]] = []
    if answer_steps.may_write(comment, answer, staff, g.now):
        go_on = gettext("Go on with the answer") if answer else gettext("Write the answer")
        steps.append((answer_url, go_on))
    if staff.has(Role.APPROVER) and state is AnswerState.SUBMITTED:
        steps.append((answer_url, gettext("Review the answer and approve it")))
    if staff.has(Role.APPROVER) and state is AnswerState.APPROVED:
        steps.append((answer_url, gettext("Publish the answer")))
    if staff.has(Role.EDITOR) and phase.is_adjustable:
        steps.append(_adjust_step(comment))
    steps.append((f"/observaciones/{number}", gettext("See it as the public does")))
    return steps


def _adjust_step(comment: Comment) -> tuple[str, ...]:
    slug, number = comment.plan.slug, comment.filing_number
    if comment.plan.draft_edition is None or comment.action is None:
        using = None if comment.action else number
        overview = url_for("desk.adjusting.edition.overview", slug=slug, usar=using)
        return (overview, gettext("Go to the adjusted plan"))
    code = comment.action.code
    return (
        url_for("desk.adjusting.wording.show", slug=slug, code=code, usar=number),
        gettext("Adjust action %(code)s because of this observation", code=code),
    )


@blueprint.post("/observaciones/<filing_number>/remitente")
@open_to(Role.MODERATOR, Role.ADMIN)
def submitter(filing_number: str) -> ResponseReturnValue:
    """Contact data of whoever sent it; asking for them leaves an event."""
    comment = found(desk_list.find(filing_number)).comment
    submitter = found(moderating.see_submitter(comment, by=current_user.staff, at=g.now))
    facts = [
        (gettext("Name"), submitter.name),
        (gettext("Organisation"), submitter.organisation),
        (gettext("E-mail"), submitter.email),
        (gettext("Telephone"), submitter.phone),
    ]
    return render(
        "desk/comments/submitter.html",
        status=201,
        comment=comment,
        facts=[fact for fact in facts if fact[1]],
    )
