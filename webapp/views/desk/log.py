"""The log of acts, as whoever audits reads it."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, abort, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.documents import delimited
from webapp.models import Event, Plan, Staff, canonical
from webapp.presenting import log_entry
from webapp.presenting.log_entry import Names
from webapp.queries import event_log, plans_waiting
from webapp.queries.event_log import LogFilter
from webapp.text.typed import line
from webapp.values import time_zones
from webapp.views.desk.access import open_to
from webapp.vocabulary import Role
from webapp.vocabulary.verbs import Verb
from webapp.web.filters import entity, iso, word
from webapp.web.hypermedia import found, render
from webapp.web.query import number_in_query, word_in_query

blueprint = Blueprint("log", __name__)

PARAMETERS = ("persona", "acto", "radicado", "plan", "desde", "hasta")
NOBODY = "nadie"
FIRST_YEAR, LAST_YEAR = 2000, 9000
HEADERS = (
    "anotacion", "fecha", "persona", "acto", "verbo", "plan", "objeto",
    "antes", "despues", "detalles", "sello",
)  # fmt: skip


@blueprint.get("/bitacora")
@open_to(Role.AUDITOR, Role.ADMIN)
def index() -> ResponseReturnValue:
    """The entries of the log that the filters of the address leave, the newest first."""
    events, following = event_log.page(_filter(), before=number_in_query("despues"))
    names = Names.read()
    parameters: dict[str, Any] = {
        name: request.args[name] for name in PARAMETERS if request.args.get(name)
    }
    return render(
        "desk/log/index.html",
        entries=[log_entry.entry(event, names) for event in events],
        head=Event.head(),
        parameters=parameters,
        export_url=url_for(".export", **parameters),
        next_url=url_for(".index", **parameters, despues=following) if following else None,
        first_url=url_for(".index", **parameters) if "despues" in request.args else None,
        people=[
            *sorted(names.staff.items(), key=lambda pair: pair[1]),
            (NOBODY, gettext("The public, or the server")),
        ],
        acts=sorted(((verb.value, word(verb)) for verb in Verb), key=lambda pair: pair[1]),
        plans=[(plan.slug, plan.title) for plan in plans_waiting.plans()],
    )


@blueprint.get("/bitacora/<int:number>")
@open_to(Role.AUDITOR, Role.ADMIN)
def show(number: int) -> ResponseReturnValue:
    """One entry of the log, whole, with the seal that chains it to the one before."""
    event = found(Event.get_or_none(Event.position == number))
    return render("desk/log/show.html", entry=log_entry.entry(event, Names.read()), event=event)


@blueprint.get("/bitacora.csv")
@open_to(Role.AUDITOR, Role.ADMIN)
def export() -> ResponseReturnValue:
    """The same entries as a spreadsheet, streamed."""
    events = event_log.every(_filter())

    def rows() -> Iterator[tuple[object, ...]]:
        yield HEADERS
        for event in events:
            yield _row(event)

    body = stream_with_context(delimited.lines(rows()))
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = "attachment; filename=bitacora.csv"
    return response


def _row(event: Event) -> tuple[object, ...]:
    details = event.given()
    rest = {name: value for name, value in details.items() if name not in ("before", "after")}
    return (
        event.position,
        iso(event.at),
        log_entry.who(event),
        log_entry.act(event.verb),
        event.verb,
        event.plan.slug if event.plan else "",
        event.subject,
        _as_text(details.get("before")),
        _as_text(details.get("after")),
        _as_text(rest),
        event.seal,
    )


def _as_text(value: object) -> str:
    """A detail of an entry for the CSV: text as it is, anything else as canonical JSON."""
    if value is None or value == {}:
        return ""
    return value if isinstance(value, str) else canonical(value)


def _filter() -> LogFilter:
    """The filter of the address; 400 for a value that no list offers."""
    person, slug = request.args.get("persona", ""), request.args.get("plan", "")
    first, last = _day_in_query("desde"), _day_in_query("hasta")
    zone = entity().zone
    return LogFilter(
        staff=_person_in_query() if person and person != NOBODY else None,
        nobody=person == NOBODY,
        verb=word_in_query("acto", Verb),
        filing_number=line(request.args.get("radicado")).upper(),
        plan=(Plan.find(slug) or abort(400)) if slug else None,
        since=time_zones.window(first, first, zone)[0] if first else None,
        until=time_zones.window(last, last, zone)[1] if last else None,
    )


def _person_in_query() -> Staff:
    return Staff.get_or_none(Staff.id == number_in_query("persona")) or abort(400)


def _day_in_query(name: str) -> date | None:
    """A day of the address's query, as 2026-12-31 or 31/12/2026; 400 for anything else."""
    text = line(request.args.get(name))
    if not text:
        return None
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            read = datetime.strptime(text, shape).date()
        except ValueError:
            continue
        if FIRST_YEAR <= read.year < LAST_YEAR:
            return read
    return abort(400)
