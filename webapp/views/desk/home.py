"""The first screen of the desk: what is waiting, and the way to every room."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from webapp.mailing.readiness import is_ready
from webapp.models import Answer, Comment, Handling, Notice, Petition
from webapp.queries import caseload, plans_waiting
from webapp.queries.plans_waiting import Waiting
from webapp.views.desk.access import EVERYONE, may_open, open_to
from webapp.vocabulary import AnswerState, NoticeState, Phase, Publication, Role, Urgency
from webapp.vocabulary.messages import N_
from webapp.web import desk_list_query
from webapp.web.filters import day, days_left, deadline, entity, local, moment
from webapp.web.hypermedia import render

blueprint = Blueprint("home", __name__)

ROOMS = (
    ("desk.home.index", N_("What is waiting")),
    ("desk.plans.index", N_("Plans")),
    ("desk.templating.index", N_("Answer templates")),
    ("desk.petitions.index", N_("Petitions")),
    ("desk.data_requests.index", N_("Personal data")),
    ("desk.entity.show", N_("The entity")),
    ("desk.catalogues.index", N_("Catalogues")),
    ("desk.staff.index", N_("Staff")),
    ("desk.notices.index", N_("Notices")),
    ("desk.log.index", N_("Log")),
    ("desk.account.show", N_("My account")),
    ("desk.manual.index", N_("Manual")),
)


@dataclass(frozen=True)
class Task:
    """Something to do: how much of it, in words, and where."""

    text: str
    href: str


OF_ANOTHER = {"desk.leaving": "desk.staff"}
"""Rooms that are found in another one; all that are named nowhere belong to the plans."""


def navigation() -> dict[str, object]:
    """What every page of the desk shows round its content."""
    if not current_user.is_authenticated:
        return {}
    rooms = {endpoint.rpartition(".")[0] for endpoint, _ in ROOMS}
    room = OF_ANOTHER.get(str(request.blueprint), request.blueprint)
    here = room if room in rooms else "desk.plans"
    links = [
        {
            "href": url_for(endpoint),
            "text": gettext(text),
            "current": here == endpoint.rpartition(".")[0],
        }
        for endpoint, text in ROOMS
        if may_open(endpoint)
    ]
    return {
        "staff": current_user.staff,
        "sign_out_url": url_for("session.sign_out"),
        "desk_links": links,
    }


@blueprint.get("/")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """What waits for whoever signed in."""
    work = plans_waiting.work(g.now)
    return render(
        "desk/home/index.html",
        plans=[(each, _when(each), list(_tasks(each))) for each in work],
        lists=[each for each in _lists() if each.rows],
        petitions=_petitions(),
        imports=may_open("desk.imports.upload"),
        warnings=list(_warnings()),
    )


def _warnings() -> Iterator[Task]:
    """What keeps notices from reaching people, and where it is dealt with."""
    counts = Notice.unsettled()
    if not is_ready():
        yield Task(
            gettext("Notices by e-mail are not being sent: the mail is not set up."),
            url_for("desk.notices.index"),
        )
    if count := counts.get(NoticeState.IN_DOUBT, 0):
        yield Task(
            ngettext(
                "%(num)s notice is in doubt: decide whether it is sent again.",
                "%(num)s notices are in doubt: decide whether they are sent again.",
                count,
            ),
            url_for("desk.notices.index", estado=NoticeState.IN_DOUBT.value),
        )
    if count := counts.get(NoticeState.GIVEN_UP, 0):
        yield Task(
            ngettext(
                "%(num)s notice could not be delivered.",
                "%(num)s notices could not be delivered.",
                count,
            ),
            url_for("desk.notices.index", estado=NoticeState.GIVEN_UP.value),
        )


@dataclass(frozen=True)
class WaitingRow:
    """One observation that waits: where it is dealt with, what it is about, until when."""

    filing_number: str
    href: str
    about: str
    due_on: date | None = None
    overdue: bool = False


@dataclass(frozen=True)
class List:
    """The first observations that wait for the same thing."""

    name: str
    title: str
    rows: list[WaitingRow]


def _lists() -> Iterator[List]:
    """What waits for whoever is signed in, by role; the first ten of each, one query each."""
    staff = current_user.staff
    if staff.has(Role.RESPONDER):
        rows = [_row(each, "desk.answers.answer") for each in caseload.of(staff)]
        yield List("mine", gettext("To answer: yours and your area's"), rows)
    if staff.has(Role.APPROVER):
        rows = [_to_approve(each) for each in caseload.to_approve(staff)]
        yield List("approval", gettext("To approve"), rows)
    if staff.has(Role.MODERATOR, Role.EDITOR):
        rows = [_row(each, "desk.handling.assignment") for each in caseload.unassigned()]
        yield List("unassigned", gettext("To hand to an area"), rows)
    if staff.has(Role.MODERATOR, Role.APPROVER, Role.EDITOR, Role.AUDITOR, Role.ADMIN):
        rows = [_row(each, "desk.comments.comment") for each in caseload.overdue(_today())]
        yield List("overdue", gettext("Past their internal due date"), rows)


def _today() -> date:
    return local(g.now).date()


def _row(handling: Handling, endpoint: str) -> WaitingRow:
    comment = handling.comment
    area = handling.area.name if handling.area else gettext("No area")
    who = handling.staff.name if handling.staff else area
    return WaitingRow(
        filing_number=comment.filing_number,
        href=url_for(endpoint, filing_number=comment.filing_number),
        about=f"{_about(comment)} · {who}",
        due_on=handling.due_on,
        overdue=bool(handling.due_on and handling.due_on < _today()),
    )


def _to_approve(answer: Answer) -> WaitingRow:
    comment = answer.comment
    return WaitingRow(
        filing_number=comment.filing_number,
        href=url_for("desk.answers.answer", filing_number=comment.filing_number),
        about=f"{_about(comment)} · " + gettext("Drafted by %(name)s", name=answer.drafted_by.name),
    )


def _about(comment: Comment) -> str:
    if comment.action is None:
        return gettext("The whole plan")
    return gettext("Action %(code)s", code=comment.action.code)


def _petitions() -> list[tuple[Petition, Urgency]]:
    """The first petitions to fall due, each with how near that is."""
    first = caseload.petitions().limit(caseload.LISTED)
    return [(each, each.urgency(_today())) for each in first]


def _when(each: Waiting) -> str:
    """The date that counts now, in one sentence."""
    consultation = each.plan.consultation
    if cancelled_at := each.plan.cancelled_at:
        return gettext("The plan was cancelled on %(moment)s", moment=moment(cancelled_at))
    if consultation is None:
        return gettext("It has no dates yet.")
    zone = entity().zone
    if each.phase is Phase.DRAFTING:
        return gettext("It would open on %(day)s.", day=day(consultation.first_day(zone)))
    if each.phase is Phase.OPEN:
        return f"{deadline(each.plan)} {days_left(consultation)}"
    if each.phase is Phase.ANNOUNCED:
        return deadline(each.plan)
    if consultation.adjusted_at:
        return gettext("Adjusted on %(day)s.", day=day(local(consultation.adjusted_at).date()))
    return gettext("The consultation closed on %(day)s.", day=day(consultation.last_day(zone)))


def _tasks(each: Waiting) -> Iterator[Task]:
    """What the roles of whoever is signed in have to do in one plan."""
    staff, slug = current_user.staff, each.plan.slug
    reads_all = staff.has(Role.AUDITOR)
    if staff.has(Role.MODERATOR) or reads_all:
        yield from _moderation(each)
    if staff.has(Role.RESPONDER) or reads_all:
        yield from _answering(each)
    if staff.has(Role.APPROVER) or reads_all:
        yield from _approval(each)
    if staff.has(Role.EDITOR):
        yield from _editing(each, slug)


def _listed(each: Waiting, **asked: Any) -> str:
    return url_for("desk.comments.index", slug=each.plan.slug, **asked)


def _moderation(each: Waiting) -> Iterator[Task]:
    if count := each.unmoderated:
        yield Task(
            ngettext("%(num)s observation to moderate", "%(num)s observations to moderate", count),
            _listed(each, publicacion=Publication.PENDING.value),
        )


def _answering(each: Waiting) -> Iterator[Task]:
    if count := each.belated:
        yield Task(
            ngettext(
                "%(num)s registered after the report, to answer in an addendum",
                "%(num)s registered after the report, to answer in an addendum",
                count,
            ),
            _listed(each, posteriores=desk_list_query.YES),
        )
    if count := each.unanswered:
        yield Task(
            ngettext("%(num)s observation to answer", "%(num)s observations to answer", count),
            _listed(each, respuesta="sin"),
        )
    if count := each.in_state(AnswerState.RETURNED):
        yield Task(
            ngettext("%(num)s answer to mend", "%(num)s answers to mend", count),
            _listed(each, respuesta=AnswerState.RETURNED.value),
        )
    if count := each.in_state(AnswerState.DRAFT):
        yield Task(
            ngettext("%(num)s answer in draft", "%(num)s answers in draft", count),
            _listed(each, respuesta=AnswerState.DRAFT.value),
        )


def _approval(each: Waiting) -> Iterator[Task]:
    if count := each.corrections:
        yield Task(
            ngettext("%(num)s correction to approve", "%(num)s corrections to approve", count),
            url_for("desk.corrections.index", slug=each.plan.slug),
        )
    if count := each.in_state(AnswerState.SUBMITTED):
        yield Task(
            ngettext("%(num)s answer to approve", "%(num)s answers to approve", count),
            _listed(each, respuesta=AnswerState.SUBMITTED.value),
        )
    if count := each.in_state(AnswerState.APPROVED):
        yield Task(
            ngettext(
                "%(num)s approved answer, ready to publish",
                "%(num)s approved answers, ready to publish",
                count,
            ),
            url_for("desk.answers.report", slug=each.plan.slug),
        )
    if each.only_waits_for_report:
        yield Task(
            gettext("Publish the report: nothing is left to answer"),
            url_for("desk.answers.report", slug=each.plan.slug),
        )


def _editing(each: Waiting, slug: str) -> Iterator[Task]:
    if each.phase is Phase.DRAFTING:
        yield Task(
            gettext("Finish the draft and announce it"),
            url_for("desk.announcing.announcement", slug=slug),
        )
    if each.phase.is_adjustable:
        adjusted = url_for("desk.adjusting.edition.overview", slug=slug)
        yield Task(gettext("Write the adjusted plan"), adjusted)
    if each.phase is Phase.REPORT_PUBLISHED:
        yield Task(gettext("Publish the adjusted plan"), url_for("desk.publishing.gate", slug=slug))
    if each.silent:
        yield Task(
            ngettext(
                "Tell the results by %(num)s channel that announced the consultation",
                "Tell the results by %(num)s channels that announced the consultation",
                len(each.silent),
            ),
            url_for("desk.publicity.index", slug=slug),
        )
    if each.unreported:
        yield Task(
            ngettext(
                "Deliver the internal report of %(num)s consultation that closed",
                "Deliver the internal report of %(num)s consultations that closed",
                each.unreported,
            ),
            url_for("desk.internal_reports.index", slug=slug),
        )
