"""The report as a workbook: a sheet for each of its parts, with filters and headers in sight."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.telling import ReportSection, Telling, Voice
from webapp.documents.workbook import workbook
from webapp.figures.response_report import ResponseReport
from webapp.queries.report_matrix import MatrixRow
from webapp.vocabulary.messages import N_

_MATRIX: tuple[tuple[str, int], ...] = (
    (N_("Filing number"), 18),
    (N_("Round"), 8),
    (N_("Received on"), 22),
    (N_("Sender"), 16),
    (N_("Channel"), 18),
    (N_("Action"), 12),
    (N_("What is shown"), 18),
    (N_("Observation"), 60),
    (N_("Wording it proposes"), 40),
    (N_("State"), 16),
    (N_("Decision"), 26),
    (N_("Answer"), 60),
    (N_("Reason"), 40),
    (N_("Where the plan says it"), 24),
    (N_("Who answered"), 24),
    (N_("Answer published on"), 22),
    (N_("Parts of the letter"), 40),
    (N_("Changes that it caused"), 40),
    (N_("Corrections of the answer"), 40),
)


def xlsx(report: ResponseReport, voice: Voice, path: Path) -> None:
    """Write the report to a file, row by row; without late ones it has no annex. Raises
    Superseded."""
    told = Telling(report, voice)
    made_at = report.frozen.frozen_at if report.frozen else None
    with workbook(
        path,
        title=f"{told.title}: {told.subject}",
        author=told.entity,
        made_at=made_at,
        notice=told.draft,
        foot=told.seal,
        ruled=True,
    ) as book:
        basic, *consulted, results = sections_of(told)
        two = [told.say(N_("What")), told.say(N_("It says"))]
        book.sheet(told.say(N_("data")), two, (row[1:] for row in _parts([basic])), [36, 90])
        part = told.say(N_("Part"))
        book.sheet(told.say(N_("consultation")), [part, *two], _parts(consulted), [40, 36, 60])
        book.sheet(told.say(N_("results")), [part, *two, "%"], _parts([results]), [40, 44, 60, 10])
        columns = [told.say(name) for name, _ in _MATRIX]
        widths = [width for _, width in _MATRIX]
        book.sheet(told.say(N_("matrix")), columns, _rows(told, report.matrix()), widths)
        if report.header["results"]["late"]:  # else it would print as a sheet with nothing on it
            book.sheet(told.say(N_("annex")), columns, _rows(told, report.annex()), widths)


def _parts(sections: Iterable[ReportSection]) -> Iterator[tuple[object, ...]]:
    """Facts, tables and notes as rows: which part, what, what it says."""
    for section in sections:
        for name, value in section.facts:
            yield section.title, name, value
        for grid in section.grids:
            for row in grid.rows:
                yield (grid.title, *row)
        for note in section.notes:
            yield section.title, "", note


def _rows(told: Telling, rows: Iterable[MatrixRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        reply = row.reply
        yield (
            row.filing_number,
            row.round,
            told.local(row.received_at).replace(tzinfo=None),
            told.sender(row),
            told.say(row.channel.message),
            row.action or told.place(None),
            told.say(row.publication.message),
            told.shown(row),
            row.proposed_text,
            told.state(row),
            told.say(reply.decision.message) if reply else "",
            reply.text if reply else "",
            reply.reason if reply else "",
            reply.cites if reply else "",
            row.responsible_area,
            told.local(row.answered_at).replace(tzinfo=None) if row.answered_at else "",
            "\n\n".join(_part(told, row)),
            "\n\n".join(told.change(each) for each in row.changes),
            told.correction(row),
        )


def _part(told: Telling, row: MatrixRow) -> Iterator[str]:
    for part in row.parts:
        yield "\n".join(
            filter(
                None,
                (
                    told.part(part.position, part.action),
                    f"«{part.excerpt}»" if part.excerpt else "",
                    told.say(part.reply.decision.message),
                    part.reply.text,
                    part.reply.reason,
                    part.reply.cites,
                ),
            )
        )
