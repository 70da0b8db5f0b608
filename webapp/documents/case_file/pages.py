"""The pages of the case file: HTML that a browser of any year opens from a disk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from webapp.documents.case_file.voice import CaseFileVoice
from webapp.documents.case_file.zip_writer import Packed
from webapp.documents.open_data import Observation
from webapp.models import Edition, InternalReport, Plan
from webapp.models.edition_content import changes_of
from webapp.queries import changelog
from webapp.text import markup
from webapp.vocabulary import PlanField
from webapp.vocabulary.messages import N_

OBSERVATIONS_OF_A_PAGE = 250

Facts = Sequence[tuple[str, str]]

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """A page of the observations."""

    name: str
    title: str
    html: bytes


class Pages:
    """The pages of one plan's case file."""

    def __init__(self, plan: Plan, voice: CaseFileVoice) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_HERE),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals |= {
            "_": voice.say,
            "moment": voice.moment,
            "day": voice.day,
            "word": voice.spelling.word,
            "plain": markup.plain_to_html,
            "plan_title": plan.title,
            "entity_name": voice.entity_name,
            "fields": PlanField,
        }
        self._voice = voice

    def edition(self, edition: Edition) -> bytes:
        """An edition whole, with its changes against the one before."""
        return self._page(
            "edition.html",
            up="../",
            edition=edition,
            amendments=changelog.amendments(changes_of(edition)),
        )

    def observations(self, rows: Iterable[Observation]) -> Iterator[Page]:
        """The observations with their answers, some hundreds a page."""
        rows = iter(rows)
        some, number = list(islice(rows, OBSERVATIONS_OF_A_PAGE)), 1
        while some or number == 1:
            following = list(islice(rows, OBSERVATIONS_OF_A_PAGE))
            title = self._voice.say(N_("Observations and answers, page %(number)s"), number=number)
            yield Page(
                name=page_name(number),
                title=title,
                html=self._page(
                    "observations.html",
                    up="../",
                    title=title,
                    rows=some,
                    before=page_name(number - 1) if number > 1 else "",
                    after=page_name(number + 1) if following else "",
                ),
            )
            some, number = following, number + 1

    def internal_report(self, report: InternalReport, facts: Facts, parts: Sequence[Any]) -> bytes:
        """A delivered internal report, from its snapshot: `parts` have a title, a text and
        rows."""
        return self._page(
            "internal_report.html",
            up="../",
            report=report,
            content=report.content,
            facts=facts,
            parts=parts,
        )

    def index(self, packed: Sequence[Packed], facts: Facts) -> bytes:
        """The list of the files in the case file."""
        return self._page("index.html", up="", packed=packed, facts=facts)

    def _page(self, template: str, **context: Any) -> bytes:
        return self._environment.get_template(template).render(**context).encode()


def page_name(number: int) -> str:
    """The name of a page of the observations."""
    return f"observaciones-{number:04d}.html"


def style() -> bytes:
    """The one style sheet of the pages."""
    return (_HERE / "estilo.css").read_bytes()
