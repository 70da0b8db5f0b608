"""The report of observations and answers as files: those of a frozen report are made once and
stored, so that their bytes stay the same."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import format_decimal, gettext

from webapp.documents.response_report import LARGEST, Voice, docx, pdf, xlsx
from webapp.figures.response_report import ResponseReport
from webapp.models import Consultation, Publicity, ReportFile
from webapp.vocabulary.messages import N_, Worded
from webapp.web.downloads import the_turn
from webapp.web.filters import day
from webapp.web.hypermedia import configured_address, whole_address
from webapp.workflow import reporting

_WRITERS: dict[str, Callable[[ResponseReport, Voice, Path], object]] = {
    "docx": lambda report, voice, path: path.write_bytes(docx(report, voice)),
    "pdf": lambda report, voice, path: path.write_bytes(pdf(report, voice)),
    "xlsx": xlsx,
}
_SHORT_ONLY = ("pdf", "docx")
"""Forms that a report of very many observations is not made in."""


class Unsaid(Worded):
    """What a report would be frozen without."""

    ADDRESS = "address", N_("The address of this site is not set")
    PUBLICITY = "publicity", N_("It is not noted how the consultation was made known")


def unsaid(consultation: Consultation) -> list[Unsaid]:
    """What is worth mending before the report of a round is frozen: one query."""
    return [
        *([] if configured_address() else [Unsaid.ADDRESS]),
        *([] if Publicity.rounds_noted([consultation]) else [Unsaid.PUBLICITY]),
    ]


def forms_of(report: ResponseReport) -> list[str]:
    """The forms that a report is made in; fewer when it is very long."""
    return [form for form in _WRITERS if form not in _SHORT_ONLY or report.size <= LARGEST]


def voice_of(report: ResponseReport) -> Voice:
    """How a report is told. What is frozen names no address but the one that was set."""
    base = configured_address() if report.frozen else whole_address("")
    return Voice(translate=gettext, write_day=day, write_number=format_decimal, base=base)


def stored(report: ResponseReport, form: str) -> bytes | None:
    """The file that was made of a frozen report before."""
    if report.frozen is None:
        return None
    file = ReportFile.get_or_none(ReportFile.report == report.frozen, ReportFile.form == form)
    return bytes(file.content) if file else None


def make(report: ResponseReport, form: str, *, at: datetime) -> bytes:
    """Make a file, and keep that of a frozen report unless it is very long.

    Raises Superseded, TypesettingFailed.
    """
    with TemporaryDirectory(prefix="enmienda-") as folder:
        path = Path(folder) / "report"
        write(report, form, path)
        content = path.read_bytes()
    if report.frozen is None or report.size > LARGEST:
        return content
    return bytes(reporting.keep(report.frozen, form, content, at=at).content)


def write(report: ResponseReport, form: str, path: Path) -> None:
    """Write a file to a path and keep nothing. Raises Superseded, TypesettingFailed."""
    with the_turn():
        _WRITERS[form](report, voice_of(report), path)
