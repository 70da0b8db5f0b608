"""The first page of the desk: what waits for whoever is signed in, and links to every part of
it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_login import current_user

from webapp.mailing.readiness import is_ready
from webapp.models import Answer, Comment, Handling, Notice, Petition
from webapp.presenting.desk_tasks import Task, tasks_in, when_of
from webapp.queries import caseload, plans_waiting
from webapp.views.desk.access import EVERYONE, may_open, open_to
from webapp.vocabulary import NoticeState, Role, Urgency
from webapp.vocabulary.messages import N_
from webapp.web.filters import local
from webapp.web.hypermedia import render

blueprint = Blueprint("home", __name__)

MENU = (
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


UNDER_ANOTHER = {"desk.leaving": "desk.staff"}
"""Sections that the menu shows under another; those that it does not have are under the plans."""


def navigation() -> dict[str, object]:
    """What every page of the desk shows round its content."""
    if not current_user.is_authenticated:
        return {}
    sections = {endpoint.rpartition(".")[0] for endpoint, _ in MENU}
    section = UNDER_ANOTHER.get(str(request.blueprint), request.blueprint)
    here = section if section in sections else "desk.plans"
    links = [
        {
            "href": url_for(endpoint),
            "text": gettext(text),
            "current": here == endpoint.rpartition(".")[0],
        }
        for endpoint, text in MENU
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
        plans=[(each, when_of(each), list(tasks_in(each))) for each in work],
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
