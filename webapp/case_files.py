"""Handing over the record in files: the case file and the tables, as the public or the desk has
them."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flask_babel import format_decimal, gettext

from webapp import response_report
from webapp.documents import case_file, open_data
from webapp.documents import response_report as report_files
from webapp.documents.case_file import Enclosed
from webapp.documents.case_file.voice import Voice
from webapp.documents.datasets import STREAMED, Spelling, write_workbook
from webapp.documents.open_data import DESK_OBSERVATIONS, OBSERVATIONS
from webapp.filters import day, entity, moment
from webapp.hypermedia import kept_address
from webapp.models import Plan, Report, ReportFile
from webapp.response_report import ResponseReport
from webapp.workflow import reporting

FORMS = ("csv", "xlsx", "json", "zip")


def write(file: BinaryIO, plan: Plan, *, base: str, at: datetime, whole: bool = False) -> None:
    """Write the case file of a plan; `whole` for the desk's copy.

    `base` is the address of the site, without a stroke at its end. Raises
    response_report.Superseded when a report was made anew meanwhile.
    """
    voice = Voice(
        spelling=Spelling(gettext, entity().zone),
        moment=moment,
        day=day,
        entity_name=entity().name,
        address=f"{base}/planes/{plan.slug}",
    )
    enclosed = list(_reports(plan, at))
    case_file.write(file, plan, voice=voice, at=at, enclosed=enclosed, whole=whole)


def _reports(plan: Plan, at: datetime) -> Iterator[Enclosed]:
    """The reports that are frozen, round by round, in every form that they are made in."""
    voice = report_files.Voice(
        translate=gettext, write_day=day, write_number=format_decimal, base=kept_address()
    )
    for each in plan.announced_rounds:
        report = response_report.content(plan, each)
        if report.frozen:
            yield from _files_of(report, report.frozen, voice, at)


def _files_of(
    report: ResponseReport, frozen: Report, voice: report_files.Voice, at: datetime
) -> Iterator[Enclosed]:
    number = report.rounds[0].number
    what = gettext("Report of observations and answers, round %(number)s", number=number)
    name = f"informe/informe-ronda-{number}"
    yield Enclosed(f"{name}.jsonl", f"{what} (JSONL)", partial(_write_lines, report))
    if report.size > report_files.LARGEST:
        write_sheets = partial(report_files.xlsx, report, voice)
        yield Enclosed(f"{name}.xlsx", f"{what} (XLSX)", write_sheets)
        return
    for form in _REPORTS:
        kept = partial(_write_kept, report, frozen, form, voice, at)
        yield Enclosed(f"{name}.{form}", f"{what} ({form.upper()})", kept)


def _write_lines(report: ResponseReport, path: Path) -> None:
    with path.open("wb") as file:
        file.writelines(report.lines())


def _write_kept(
    report: ResponseReport,
    frozen: Report,
    form: str,
    voice: report_files.Voice,
    at: datetime,
    path: Path,
) -> None:
    """The file that was made of a frozen report before, so that its bytes stay the same."""
    kept = ReportFile.get_or_none(ReportFile.report == frozen, ReportFile.form == form)
    if kept is None:
        _REPORTS[form](report, voice, path)
        kept = reporting.keep(frozen, form, path.read_bytes(), at=at)
    path.write_bytes(bytes(kept.content))


_REPORTS: dict[str, Callable[[ResponseReport, report_files.Voice, Path], object]] = {
    "docx": lambda report, voice, path: path.write_bytes(report_files.docx(report, voice)),
    "pdf": lambda report, voice, path: path.write_bytes(report_files.pdf(report, voice)),
    "xlsx": report_files.xlsx,
}


def export(
    path: Path, plan: Plan, *, form: str, base: str, at: datetime, whole: bool = False
) -> None:
    """Write the observations of a plan, or its case file, to a path that is still free.

    Raises FileExistsError, response_report.Superseded; whatever fails leaves no file behind.
    """
    path.open("xb").close()
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
