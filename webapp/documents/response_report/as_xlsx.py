"""The report as a workbook: a sheet for each of its parts, with filters and headers in sight."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import ReportSection, Voice
from webapp.documents.response_report.telling import Telling
from webapp.documents.workbook import workbook
from webapp.figures.response_report import ResponseReport
from webapp.models import Part
from webapp.queries.public_comment import PublishedAnswer, PublishedReply
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
        yield (*_observation(told, row), *_answer(told, row.published), *_led_to(told, row))


def _observation(told: Telling, row: MatrixRow) -> tuple[object, ...]:
    comment = row.comment
    return (
        comment.filing_number,
        row.round,
        told.local(comment.received_at).replace(tzinfo=None),
        told.sender(row),
        told.say(comment.channel.message),
        row.action or told.place(None),
        told.say(comment.publication.message),
        told.shown(row),
        comment.shown_proposed_text,
        told.state(row),
    )


def _answer(told: Telling, published: PublishedAnswer | None) -> tuple[object, ...]:
    if published is None:
        return ("",) * 7
    answer, reply = published.answer, published.reply
    return (
        told.say(reply.decision.message),
        reply.text,
        reply.reason,
        reply.cites,
        answer.responsible_area,
        told.local(answer.published_at).replace(tzinfo=None) if answer.published_at else "",
        "\n\n".join(_part(told, part) for part in published.parts),
    )


def _led_to(told: Telling, row: MatrixRow) -> tuple[object, ...]:
    return "\n\n".join(told.change(each) for each in row.changes), told.correction(row)


def _part(told: Telling, part: Part) -> str:
    reply = PublishedReply.of(part)
    excerpt = f"«{part.shown_excerpt}»" if part.shown_excerpt else ""
    said = told.say(reply.decision.message), reply.text, reply.reason, reply.cites
    return "\n".join(filter(None, (told.part(part), excerpt, *said)))
