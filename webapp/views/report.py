"""The report of observations and answers: a page, a PDF, a Word file, a workbook, its lines."""

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from webapp.documents.response_report import LARGEST, ReportWords, sections_of
from webapp.documents.typesetting import TypesettingFailed
from webapp.figures import response_report
from webapp.figures.response_report import ResponseReport, Superseded
from webapp.models import Consultation, Plan, Report, ReportFile
from webapp.presenting import report_files
from webapp.presenting.report_links import Shown, address_of_changes
from webapp.queries import belated
from webapp.queries.public_register import PAGE
from webapp.text.typed import line
from webapp.web import downloads
from webapp.web.hypermedia import render
from webapp.web.query import number_in_query
from webapp.web.security import limiter

blueprint = Blueprint("report", __name__)

ALL = "todas"
ANNEX = "extemporaneas"
TOO_LONG = "demasiado-largo"
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

limit = limiter.shared_limit("60 per 10 minutes", scope="reports")


@blueprint.get("/planes/<slug>/informe")
def show(slug: str) -> ResponseReturnValue:
    """The report of a round as it stands, its matrix by pages."""
    report = _report(slug)
    words = ReportWords(report, report_files.voice_of(report))
    if not report.has_begun(g.now):
        return render(
            "report/awaited.html",
            plan=report.plan,
            edition=report.plan.current_edition,
            words=words,
            rounds=_rounds(report, words),
        )
    frozen = report.frozen
    late, after = request.args.get("parte") == ANNEX, number_in_query("despues")
    rows = report.page(late=late, after=after or 0, limit=PAGE + 1)
    stored = ReportFile.by_form(frozen) if frozen else {}
    begins = not late and after is None
    return render(
        "report/show.html",
        plan=report.plan,
        edition=report.plan.current_edition,
        report=report,
        words=words,
        sections=[Shown(words, each) for each in sections_of(words)] if begins else [],
        begins=begins,
        belated=belated.of(report.rounds) if begins else [],
        late=late,
        part=ANNEX if late else None,
        annex=ANNEX,
        rows=rows[:PAGE],
        following=rows[PAGE - 1].comment.id if len(rows) > PAGE else None,
        moved=after is not None,
        round=_round_word(report),
        of_round=report.of_round,
        rounds=_rounds(report, words),
        changes_url=address_of_changes(report),
        files=_files(report),
        too_long="pdf" not in report_files.forms_of(report)
        or request.args.get("archivo") == TOO_LONG,
        largest=LARGEST,
        stored=stored,
        earlier=[each for each in Report.of(frozen.consultation) if each.id != frozen.id]
        if frozen
        else [],
    )


@blueprint.get("/planes/<slug>/informe.pdf")
@limit
def portable(slug: str) -> ResponseReturnValue:
    """The report to read and print, accessible."""
    return _file(_begun(slug), "pdf")


@blueprint.get("/planes/<slug>/informe.docx")
@limit
def word(slug: str) -> ResponseReturnValue:
    """The report for signature."""
    return _file(_begun(slug), "docx")


@blueprint.get("/planes/<slug>/informe.xlsx")
@limit
def workbook(slug: str) -> ResponseReturnValue:
    """The report to count and filter with."""
    return _file(_begun(slug), "xlsx")


@blueprint.get("/planes/<slug>/informe.jsonl")
def lines(slug: str) -> ResponseReturnValue:
    """The canonical content: of a frozen report, the very bytes whose SHA-256 is its digest."""
    report = _begun(slug)
    return downloads.streamed(
        report.lines(),
        media_type="application/jsonl",
        filename=f"{_name(report)}.jsonl",
    )


def _report(slug: str) -> ResponseReport:
    """The report of the round in the address, else of the newest that opened; 404 for a round that
    was not announced, or a plan without any."""
    plan = Plan.find(slug) or abort(404)
    newest = plan.round_receiving(g.now) or abort(404)
    if line(request.args.get("ronda")) == ALL:
        return response_report.content(plan)
    number = number_in_query("ronda")
    chosen = newest if number is None else plan.round_numbered(number)
    return response_report.content(plan, chosen or abort(404))


def _begun(slug: str) -> ResponseReport:
    """The report that the address names; 404 before its round opens."""
    report = _report(slug)
    return report if report.has_begun(g.now) else abort(404)


def _round_word(report: ResponseReport) -> str | int | None:
    """The round as an address writes it; None for the one that is shown when the address has
    none."""
    if len(report.rounds) > 1:
        return ALL
    number, shown = report.rounds[0].number, report.plan.round_receiving(g.now)
    return number if shown and number != shown.number else None


def _rounds(report: ResponseReport, words: ReportWords) -> list[tuple[str, str, str]]:
    """Name, address and state of the report of each round, and of all; no address for the one in
    sight, nothing where there is only one round."""
    plan = report.plan
    if len(plan.announced_rounds) == 1:
        return []
    frozen = Report.newest_of(plan.announced_rounds)
    listed: list[tuple[str, str | int, str]] = [
        (
            gettext("Round %(number)s", number=each.number),
            each.number,
            _state(plan, each, frozen.get(each.id), words),
        )
        for each in plan.announced_rounds
    ]
    listed.append((gettext("All its rounds"), ALL, ""))
    here = ALL if len(report.rounds) > 1 else report.rounds[0].number
    return [
        (name, "" if which == here else url_for(".show", slug=plan.slug, ronda=which), state)
        for name, which, state in listed
    ]


def _state(plan: Plan, round_: Consultation, frozen: Report | None, words: ReportWords) -> str:
    """Whether the report of a round is final, in words."""
    if frozen:
        return gettext(
            "final report, no. %(number)s, frozen on %(day)s",
            number=frozen.number,
            day=words.day(frozen.frozen_at),
        )
    if plan.cancelled_at:
        return gettext("cancelled")
    return gettext("draft") if plan.has_opened(round_, g.now) else gettext("it has not opened yet")


# --- files ----------------------------------------------------------------------------------------


def _files(report: ResponseReport) -> list[tuple[str, str, str]]:
    """Address, words and form of each file that can be had."""
    offered = (
        ("pdf", portable, gettext("PDF, to read and print")),
        ("docx", word, gettext("Word, for signature")),
        ("xlsx", workbook, gettext("Excel, with filters")),
        ("jsonl", lines, gettext("Lines of JSON, for programs and to check the digest")),
    )
    return [
        (
            url_for(f".{view.__name__}", slug=report.plan.slug, ronda=_round_word(report)),
            words,
            form,
        )
        for form, view, words in offered
        if form == "jsonl" or form in report_files.forms_of(report)
    ]


def _name(report: ResponseReport) -> str:
    rounds = ALL if len(report.rounds) > 1 else report.of_round
    parts = [
        f"{report.plan.slug}-informe",
        f"ronda-{rounds}" if rounds else "",
        str(report.frozen.number) if report.frozen else "",
        _unfinished(report),
    ]
    return "-".join(filter(None, parts))


def _unfinished(report: ResponseReport) -> str:
    if not report.is_draft:
        return ""
    return gettext("cancelled") if report.plan.cancelled_at else gettext("draft")


def _file(report: ResponseReport, form: str) -> ResponseReturnValue:
    """A file of the report: kept once it is frozen, made for this answer alone while a draft."""
    if form not in report_files.forms_of(report):
        return _too_long(report)
    if request.method == "HEAD" and not report.frozen:
        return _saved(report, form, downloads.unsaid(MEDIA_TYPES[form]))
    try:
        content = _content(report, form)
    except Superseded:
        return redirect(request.full_path, 303)
    except TypesettingFailed:
        current_app.logger.exception("The report of %s was not typeset", report.plan.slug)
        return _too_long(report)
    response = _saved(report, form, Response(content, mimetype=MEDIA_TYPES[form]))
    response.add_etag()
    return response.make_conditional(request)


def _saved(report: ResponseReport, form: str, response: Response) -> Response:
    response.headers.set("Content-Disposition", "attachment", filename=f"{_name(report)}.{form}")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _too_long(report: ResponseReport) -> ResponseReturnValue:
    """To the page, which explains it and offers the formats that have no limit of length."""
    address = url_for(
        ".show",
        slug=report.plan.slug,
        ronda=_round_word(report),
        archivo=TOO_LONG,
        _anchor="archivos",
    )
    return redirect(address, 303)


def _content(report: ResponseReport, form: str) -> bytes:
    stored = report_files.stored(report, form)
    if stored is not None:
        return stored
    with downloads.a_place():
        return report_files.make(report, form, at=g.now)
