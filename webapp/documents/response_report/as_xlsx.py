"""The report as a workbook: a sheet for each of its parts, with filters and headers in sight."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from webapp.documents.response_report.report_words import ReportWords
from webapp.documents.response_report.sections import sections_of
from webapp.documents.response_report.shapes import ReportSection, Voice
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
    words = ReportWords(report, voice)
    made_at = report.frozen.frozen_at if report.frozen else None
    with workbook(
        path,
        title=f"{words.title}: {words.subject}",
        author=words.entity,
        made_at=made_at,
        notice=words.draft,
        foot=words.seal,
        ruled=True,
    ) as book:
        basic, *consulted, results = sections_of(words)
        two = [words.say(N_("What")), words.say(N_("It says"))]
        book.sheet(words.say(N_("data")), two, (row[1:] for row in _parts([basic])), [36, 90])
        part = words.say(N_("Part"))
        book.sheet(words.say(N_("consultation")), [part, *two], _parts(consulted), [40, 36, 60])
        book.sheet(words.say(N_("results")), [part, *two, "%"], _parts([results]), [40, 44, 60, 10])
        columns = [words.say(name) for name, _ in _MATRIX]
        widths = [width for _, width in _MATRIX]
        book.sheet(words.say(N_("matrix")), columns, _rows(words, report.matrix()), widths)
        if report.header["results"]["late"]:  # else it would print as a sheet with nothing on it
            book.sheet(words.say(N_("annex")), columns, _rows(words, report.annex()), widths)


def _parts(sections: Iterable[ReportSection]) -> Iterator[tuple[object, ...]]:
    """Facts, tables and notes as rows: section, name, value."""
    for section in sections:
        for name, value in section.facts:
            yield section.title, name, value
        for grid in section.grids:
            for row in grid.rows:
                yield (grid.title, *row)
        for note in section.notes:
            yield section.title, "", note


def _rows(words: ReportWords, rows: Iterable[MatrixRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (*_observation(words, row), *_answer(words, row.published), *_led_to(words, row))


def _observation(words: ReportWords, row: MatrixRow) -> tuple[object, ...]:
    comment = row.comment
    return (
        comment.filing_number,
        row.round,
        words.local(comment.received_at).replace(tzinfo=None),
        words.sender(row),
        words.say(comment.channel.message),
        row.action or words.place(None),
        words.say(comment.publication.message),
        words.shown(row),
        comment.shown_proposed_text,
        words.state(row),
    )


def _answer(words: ReportWords, published: PublishedAnswer | None) -> tuple[object, ...]:
    if published is None:
        return ("",) * 7
    answer, reply = published.answer, published.reply
    return (
        words.say(reply.decision.message),
        reply.text,
        reply.reason,
        reply.cites,
        answer.responsible_area,
        words.local(answer.published_at).replace(tzinfo=None) if answer.published_at else "",
        "\n\n".join(_part(words, part) for part in published.parts),
    )


def _led_to(words: ReportWords, row: MatrixRow) -> tuple[object, ...]:
    return "\n\n".join(words.change(each) for each in row.changes), words.correction(row)


def _part(words: ReportWords, part: Part) -> str:
    reply = PublishedReply.of(part)
    excerpt = f"«{part.shown_excerpt}»" if part.shown_excerpt else ""
    content = words.say(reply.decision.message), reply.text, reply.reason, reply.cites
    return "\n".join(filter(None, (words.part(part), excerpt, *content)))
