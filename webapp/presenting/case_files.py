"""Handing over the record in files: the case file and the tables, as the public or the desk has
them."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext

from webapp.documents import case_file, open_data
from webapp.documents.case_file import Enclosed
from webapp.documents.case_file.pages import Pages
from webapp.documents.case_file.voice import CaseFileVoice
from webapp.documents.datasets import STREAMED, Spelling, write_workbook
from webapp.documents.open_data import DESK_OBSERVATIONS, OBSERVATIONS
from webapp.documents.response_report import LARGEST
from webapp.figures import response_report
from webapp.figures.response_report import ResponseReport
from webapp.models import Event, InternalReport, Plan
from webapp.presenting import internal_report, report_files
from webapp.settings import private_files
from webapp.web.filters import day, entity, moment

FORMS = ("csv", "xlsx", "json", "zip")


def write(file: BinaryIO, plan: Plan, *, base: str, at: datetime, whole: bool = False) -> None:
    """Write the case file of a public plan, as of the newest entry of the log; `whole` for the
    desk's copy.

    `base` is the address of the site, without a stroke at its end. `at` is when a report that was
    not made in some form yet is kept. Raises response_report.Superseded when a report was made anew
    meanwhile.
    """
    head = Event.select().order_by(Event.position.desc()).get()
    voice = CaseFileVoice(
        spelling=Spelling(gettext, entity().zone),
        moment=moment,
        day=day,
        entity_name=entity().name,
        address=f"{base}/planes/{plan.slug}",
    )
    enclosed = [*_reports(plan, at), *_internal_reports(plan, voice)]
    case_file.write(file, plan, voice=voice, head=head, enclosed=enclosed, whole=whole)


def _reports(plan: Plan, at: datetime) -> Iterator[Enclosed]:
    """The reports that are frozen, round by round, in every form that they are made in."""
    for each in plan.announced_rounds:
        report = response_report.content(plan, each)
        if report.frozen:
            yield from _files_of(report, at)


def _files_of(report: ResponseReport, at: datetime) -> Iterator[Enclosed]:
    number = report.rounds[0].number
    what = gettext("Report of observations and answers, round %(number)s", number=number)
    name = f"informe/informe-ronda-{number}"
    lines = gettext("%(what)s (JSONL); its SHA-256 is its digest", what=what)
    yield Enclosed(f"{name}.jsonl", lines, partial(_write_lines, report))
    for form in report_files.forms_of(report):
        write_file = partial(_write_file, report, form, at)
        yield Enclosed(f"{name}.{form}", f"{what} ({form.upper()})", write_file)


def _internal_reports(plan: Plan, voice: CaseFileVoice) -> Iterator[Enclosed]:
    """Those delivered on the plan: to be read, and as they were frozen."""
    pages = Pages(plan, voice)
    for report in sorted(InternalReport.of(plan), key=lambda each: each.id):
        if report.number is None:
            continue
        content = report.content
        page = pages.internal_report(
            report, internal_report.facts(content), internal_report.parts(content)
        )
        name = f"informes-internos/informe-interno-{report.number}"
        what = gettext("Internal report %(number)s", number=report.number)
        frozen = gettext("%(what)s, for programs; its SHA-256 is its digest", what=what)
        to_read = gettext("%(what)s, to read", what=what)
        yield Enclosed(f"{name}.html", to_read, partial(_write_bytes, page))
        snapshot = report.shown_snapshot.encode()
        yield Enclosed(f"{name}.json", frozen, partial(_write_bytes, snapshot))


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _write_lines(report: ResponseReport, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(report.lines())


def _write_file(report: ResponseReport, form: str, at: datetime, path: Path) -> None:
    if report.size > LARGEST:
        report_files.write(report, form, path)
        return
    path.write_bytes(report_files.stored(report, form) or report_files.make(report, form, at=at))


def export(
    path: Path, plan: Plan, *, form: str, base: str, at: datetime, whole: bool = False
) -> None:
    """Write the observations of a plan, or its case file, to a path that is still free.

    Raises FileExistsError, response_report.Superseded; whatever fails leaves no file behind.
    """
    open(path, "xb", opener=private_files.opener if whole else None).close()
    try:
        if form == "zip":
            with path.open("wb") as file:
                write(file, plan, base=base, at=at, whole=whole)
        else:
            _observations(path, plan, form, whole=whole)
    except BaseException:
        path.unlink()
        raise


def _observations(path: Path, plan: Plan, form: str, *, whole: bool) -> None:
    spelling = Spelling(gettext, entity().zone)
    columns = DESK_OBSERVATIONS if whole else OBSERVATIONS
    rows = open_data.observations(plan, spelling, desk=whole)
    if form == "xlsx":
        write_workbook(path, columns, rows, spelling)
        return
    with path.open("wb") as file:
        file.writelines(STREAMED[form](columns, rows, spelling))
