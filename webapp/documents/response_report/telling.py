"""The report of observations and answers in words: the same sentences in every format."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar

from webapp.figures.response_report import ResponseReport
from webapp.queries.report_matrix import ChangeRow, CorrectedRow, MatrixRow, ReportedReply
from webapp.values import time_zones
from webapp.vocabulary import (
    PlanField,
    Publication,
    Renewal,
)
from webapp.vocabulary.messages import N_, Worded

NO_BREAK = "\xa0"
_NARROW, _LINES = 28, 30
"""Characters of a line in the narrowest long column; lines that surely fit on a page."""
COLUMNS = (
    N_("Filing number"),
    N_("Observation, as it is shown"),
    N_("State and decision"),
    N_("Answer and reason"),
    N_("Changes that it caused"),
)
SIGNATURES = (N_("Drawn up by"), N_("Reviewed by"), N_("Approved it"))
SIGNATURE_LINES = (N_("Name"), N_("Position held"), N_("Date"), N_("Signature"))

_Word = TypeVar("_Word", bound=Worded)


class Percentage(float):
    """A share of a hundred."""


class LinkedCount(int):
    """A count whose rows can be read: what it is counted `by`, and which of it."""

    by: str
    which: str

    def __new__(cls, count: int, by: str, which: object = "") -> Self:
        counted = super().__new__(cls, count)
        counted.by, counted.which = by, str(which)
        return counted


Value = str | int | float
"""What a fact or a cell says; figures stay figures, so that a workbook can count with them."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """How things are said: in which language, and at which web address the rest lies."""

    translate: Callable[[str], str]
    write_day: Callable[[date], str]
    write_number: Callable[[float], str]
    base: str
    language: str = "es-CO"


@dataclass(frozen=True)
class Grid:
    """A small table with a header; `figures` are set as such, from that column on."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    figures: int = 99


@dataclass(frozen=True)
class ReportSection:
    """A part of the report before its matrix: facts by name, sentences, small tables."""

    title: str
    facts: tuple[tuple[str, Value], ...] = ()
    notes: tuple[str, ...] = ()
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True)
class Line:
    """A paragraph of a cell: perhaps a label before its text, perhaps set as the main thing."""

    text: str
    label: str = ""
    main: bool = False


def is_short(cells: Sequence[Sequence[Line]]) -> bool:
    """Whether a row of the matrix surely fits on a page, and so is not broken over two."""
    return all(
        sum(1 + len(text) // _NARROW for line in cell for text in line.text.split("\n")) < _LINES
        for cell in cells
    )


@dataclass(frozen=True)
class Telling:
    """A report and the voice that tells it."""

    report: ResponseReport
    voice: Voice
    _header: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_header", self.report.header)

    # --- small things ---------------------------------------------------------------------------

    def say(self, message: str, **params: object) -> str:
        """A message with its parameters."""
        return self.voice.translate(message) % params if params else self.voice.translate(message)

    def text(self, value: Value) -> str:
        """A value as people read it."""
        if isinstance(value, Percentage):
            return f"{self.voice.write_number(value)}{NO_BREAK}%"
        return value if isinstance(value, str) else self.voice.write_number(value)

    def facts(self, section: ReportSection) -> list[tuple[str, str]]:
        """What a section says by name."""
        return [(name, self.text(value)) for name, value in section.facts]

    def rows(self, grid: Grid) -> list[list[str]]:
        """The cells of a small table."""
        return [[self.text(value) for value in row] for row in grid.rows]

    def word(self, words: type[_Word], value: str) -> str:
        """A word of the vocabulary by its stored value."""
        return self.voice.translate(words(value).message)

    def local(self, at: datetime | str) -> datetime:
        """An instant in the zone of the entity when the report was made."""
        moment = datetime.fromisoformat(at) if isinstance(at, str) else at.replace(tzinfo=UTC)
        return moment.astimezone(time_zones.zone(self._header["entity"]["timezone"]))

    def clock(self, at: datetime | str) -> str:
        """10:05 a. m."""
        there = self.local(at)
        half = self.say(N_("a.m.") if there.hour < 12 else N_("p.m."))
        return f"{there.hour % 12 or 12}:{there.minute:02d} {half}".replace(" ", NO_BREAK)

    def day(self, at: datetime | str) -> str:
        """lunes 2 de diciembre de 2024."""
        return self.voice.write_day(self.local(at).date())

    def moment(self, at: datetime | str) -> str:
        """lunes 2 de diciembre de 2024, 10:05 a. m."""
        return f"{self.day(at)}, {self.clock(at)}"

    def short(self, at: datetime | str) -> str:
        """02/12/2024, 10:05 a. m."""
        return f"{self.local(at):%d/%m/%Y}, {self.clock(at)}"

    def link(self, path: str) -> str:
        """The whole web address of a page of this plan."""
        return f"{self.voice.base}/planes/{self._header['plan']['slug']}{path}"

    # --- the report as one thing ----------------------------------------------------------------

    @property
    def title(self) -> str:
        """The report's own title."""
        return self.say(N_("Report of observations and answers"))

    @property
    def subject(self) -> str:
        """The plan, and the round when there are several."""
        plan = self._header["plan"]
        parts = [plan["code"], plan["title"]]
        if len(self._header["rounds"]) > 1:
            parts.append(self.say(N_("all its rounds")))
        elif self.report.of_round:
            parts.append(self.say(N_("Round %(number)s"), number=self.report.of_round))
        return " · ".join(filter(None, parts))

    @property
    def entity(self) -> str:
        """Who makes it."""
        return str(self._header["entity"]["name"])

    @property
    def cancelled(self) -> Mapping[str, str]:
        """When the consultation was cancelled, and why; empty when it was not."""
        return self._header.get("cancelled") or {}

    @property
    def draft(self) -> str:
        """That it is a draft, or all there will be of a cancelled one; empty once frozen."""
        if not self.report.is_draft:
            return ""
        if self.cancelled:
            return self.say(
                N_(
                    "CANCELLED on %(day)s. This report tells what had been received and answered "
                    "by then."
                ),
                day=self.day(self.cancelled["at"]),
            )
        return self.say(self._missing)

    @property
    def _missing(self) -> str:
        """What a draft still lacks to be final, as far as is known."""
        drafts = [each for each in self._header["rounds"] if each["report"] is None]
        if self._header["results"]["unanswered"]:
            return N_("DRAFT. Answers or changes are still missing: the figures may change.")
        if all(each["report_published_at"] for each in drafts):
            return N_("DRAFT. The adjusted plan is still to be published: the figures may change.")
        return N_("DRAFT. It is still to be published: the figures may change.")

    @property
    def standing(self) -> str:
        """That it is a draft, or its number and date: what every page says."""
        frozen = self._header["report"]
        if self.draft or frozen["number"] is None:
            return self.draft
        return self.say(
            N_("%(report)s, frozen on %(day)s"),
            report=self.numbered(frozen["number"], self.report.of_round),
            day=self.moment(frozen["frozen_at"]),
        )

    def numbered(self, number: int, of_round: int | None) -> str:
        """The name of a frozen report; of a round, where there are several."""
        if of_round is None:
            return self.say(N_("Report no. %(number)s"), number=number)
        return self.say(
            N_("Report no. %(number)s of round %(round)s"), number=number, round=of_round
        )

    @property
    def renewal(self) -> str:
        """Why it was made again; empty for the first."""
        frozen = self._header["report"]
        return self.why(frozen["why"], frozen["about"]) if frozen["why"] else ""

    def why(self, why: str, about: str) -> str:
        """A reason to make a report again."""
        said = self.word(Renewal, why)
        return f"{said} ({about})" if about else said

    @property
    def seal(self) -> str:
        """The digest with its name; empty while there is none."""
        return f"SHA-256: {self.report.digest}" if self.report.digest else ""

    # --- the matrix -----------------------------------------------------------------------------

    @property
    def columns(self) -> list[str]:
        """The headings of the matrix."""
        return [self.say(each) for each in COLUMNS]

    @property
    def matrix_title(self) -> str:
        """The heading over the observations in term."""
        return self.say(N_("Matrix of observations and answers"))

    @property
    def annex_title(self) -> str:
        """The heading over the late ones."""
        return self.say(N_("Annex: observations received out of term"))

    def cells(self, row: MatrixRow) -> list[list[Line]]:
        """A row in five cells, each of some paragraphs."""
        return [
            [
                Line(row.filing_number, main=True),
                Line(self.short(row.received_at)),
                Line(self.sender(row)),
                Line(self.say(row.channel.message)),
                Line(self.place(row.action)),
            ],
            self._observation(row),
            self._decision(row),
            list(self._answer(row)),
            [line for each in row.changes for line in self._change(each)] or [Line("—")],
        ]

    def sender(self, row: MatrixRow) -> str:
        """In what capacity it was sent (R13)."""
        return self.say(row.author_kind.message)

    def place(self, action: str | None) -> str:
        """The action it is on, or the whole plan."""
        if action:
            return self.say(N_("Action %(code)s"), code=action)
        return self.say(N_("The whole plan"))

    def shown(self, row: MatrixRow) -> str:
        """The observation as the public may read it, or why it may not."""
        if row.publication is Publication.PENDING:
            return self.say(N_("[in review]"))
        if row.publication is Publication.WITHHELD:
            ground = self.say(row.ground.message) if row.ground else ""
            why = ". ".join(filter(None, (ground[:1].lower() + ground[1:], row.ground_note)))
            return self.say(N_("[text withheld: %(reason)s]"), reason=why)
        return row.body

    def _observation(self, row: MatrixRow) -> list[Line]:
        proposed = Line(row.proposed_text, self.say(N_("Wording it proposes")))
        return [Line(self.shown(row)), *([proposed] if row.proposed_text else [])]

    def state(self, row: MatrixRow) -> str:
        """The state of the official report, or that no answer is out."""
        if row.reply is None:
            return self.say(N_("[no published answer yet]"))
        return self.say(row.reply.state.message)

    def _decision(self, row: MatrixRow) -> list[Line]:
        state = Line(self.state(row), main=row.reply is not None)
        return [state, *([Line(self.say(row.reply.decision.message))] if row.reply else [])]

    def _answer(self, row: MatrixRow) -> Iterator[Line]:
        if row.reply is None:
            yield Line("—")
            return
        yield from self._reply(row.reply)
        if row.responsible_area:
            yield Line(row.responsible_area, self.say(N_("Who answered")))
        if row.answered_at:
            yield Line(self.short(row.answered_at), self.say(N_("Published on")))
        for each in row.corrections:
            yield from self._corrected(each)
        for part in row.parts:
            yield Line(self.part(part.position, part.action), main=True)
            if part.excerpt:
                yield Line(f"«{part.excerpt}»")
            yield Line(
                self.say(part.reply.decision.message),
                self.say(part.reply.state.message),
            )
            yield from self._reply(part.reply)

    def _corrected(self, corrected: CorrectedRow) -> Iterator[Line]:
        corrected_on = (
            self.say(N_("The answer to part %(number)s was corrected on"), number=corrected.part)
            if corrected.part
            else self.say(N_("The answer was corrected on"))
        )
        yield Line(self.short(corrected.at), corrected_on)
        yield Line(corrected.reason, self.say(N_("Why it was corrected")))
        former = self.say(corrected.former.decision.message)
        yield Line(f"{former}. {corrected.former.text}", self.say(N_("It said before")))

    def correction(self, row: MatrixRow) -> str:
        """What was corrected of its answer, as one text; empty for most."""
        lines = [line for each in row.corrections for line in self._corrected(each)]
        return "\n".join(f"{each.label}: {each.text}" for each in lines)

    def part(self, position: int, action: str | None) -> str:
        """A part of a letter: its place, and what it is about."""
        place = self.place(action)
        return self.say(N_("Part %(number)s (%(place)s)"), number=position, place=place)

    def _reply(self, reply: ReportedReply) -> Iterator[Line]:
        yield Line(reply.text)
        yield Line(reply.reason, self.say(N_("Reason")))
        if reply.cites:
            yield Line(reply.cites, self.say(N_("Where the plan says it")))

    def _change(self, row: ChangeRow) -> list[Line]:
        return [
            Line(self.changed(row), main=True),
            Line(self._value(row.field, row.before), self.say(N_("Before"))),
            Line(self._value(row.field, row.after), self.say(N_("Now"))),
        ]

    def change(self, row: ChangeRow) -> str:
        """A change as one text: where, what it said, what it says now."""
        where, *both = self._change(row)
        return "\n".join([where.text, *(f"{each.label}: {each.text}" for each in both)])

    def changed(self, row: ChangeRow) -> str:
        """Where a change was made: the action, the field, the edition."""
        place = self.place(row.action)
        if row.category and row.action is None:
            place = self.say(N_("Category %(number)s"), number=row.category)
        if row.turn:
            place = f"{place} ({self.say(row.turn.message).lower()})"
        return self.say(
            N_("%(place)s, %(field)s (edition %(edition)s)"),
            place=place,
            field=self.say(row.field.message).lower(),
            edition=row.edition,
        )

    def _value(self, changed: PlanField, text: str) -> str:
        if changed is PlanField.TERM_MONTHS and text:
            months = N_("1 month") if text == "1" else N_("%(count)s months")
            return self.say(months, count=text) if text != "1" else self.say(months)
        if changed.is_day and text:
            return self.voice.write_day(date.fromisoformat(text))
        return text or self.say(N_("(nothing)"))
