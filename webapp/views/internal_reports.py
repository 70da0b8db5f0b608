"""The public archive of internal reports: each one for ever, as it was delivered."""

from flask import Blueprint, Response, abort, g, url_for
from flask.typing import ResponseReturnValue

from webapp.figures import of_year
from webapp.models import InternalReport
from webapp.presenting import internal_report
from webapp.web.filters import entity
from webapp.web.hypermedia import found, render
from webapp.web.query import number_in_query

blueprint = Blueprint("internal_reports", __name__)

PAGE = 25


@blueprint.get("/participacion/informes")
def index() -> ResponseReturnValue:
    """Every delivered report, the newest first."""
    before = number_in_query("despues")
    conditions = [InternalReport.number < before] if before else []
    rows = list(InternalReport.delivered(*conditions).limit(PAGE + 1))
    shown = rows[:PAGE]
    standing = {each.id for each in InternalReport.standing(InternalReport.id.in_(shown))}
    return render(
        "internal_reports/index.html",
        reports=[(each, each.content, each.id in standing) for each in shown],
        years=of_year.years(of_year.awaited(g.now, entity().zone)),
        next_url=url_for(".index", despues=shown[-1].number) if len(rows) > PAGE else None,
        first_url=url_for(".index") if before else None,
    )


@blueprint.get("/participacion/informes/<int:number>")
def show(number: int) -> ResponseReturnValue:
    """One report, from its snapshot."""
    report = found(InternalReport.numbered(number))
    content = report.content
    return render(
        "internal_reports/show.html",
        report=report,
        content=content,
        facts=internal_report.facts(content),
        parts=internal_report.parts(content),
        replacement=report.replacement,
    )


@blueprint.get("/participacion/informes/<int:number>.json")
def snapshot(number: int) -> Response:
    """The very text whose SHA-256 is the report's digest, unless something of it was covered."""
    report = InternalReport.numbered(number) or abort(404)
    response = Response(report.shown_snapshot, mimetype="application/json")
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"informe-interno-{number}.json"
    )
    return response
