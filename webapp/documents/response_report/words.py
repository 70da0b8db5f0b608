"""The report's values, terms and days in words, in its language and the entity's time zone."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from webapp.documents.response_report.shapes import Grid, Percentage, ReportSection, Value, Voice
from webapp.figures.response_report import ResponseReport
from webapp.values import time_zones
from webapp.vocabulary.messages import N_, Worded

NO_BREAK = "\xa0"

_Word = TypeVar("_Word", bound=Worded)


@dataclass(frozen=True)
class ValueWords:
    """A report and the language it is written in."""

    report: ResponseReport
    voice: Voice
    _header: Any = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_header", self.report.header)

    def say(self, message: str, **params: object) -> str:
        """A message with its parameters."""
        return self.voice.translate(message) % params if params else self.voice.translate(message)

    def text(self, value: Value) -> str:
        """A value as people read it."""
        if isinstance(value, Percentage):
            return f"{self.voice.write_number(value)}{NO_BREAK}%"
        return value if isinstance(value, str) else self.voice.write_number(value)

    def facts(self, section: ReportSection) -> list[tuple[str, str]]:
        """The facts of a section: name and value as people read it."""
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
