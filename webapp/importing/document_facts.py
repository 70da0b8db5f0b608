"""What a document says about itself around its table: who, which code, when, approved by whom."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from webapp.importing.faults import RowFault, UnreadableRow
from webapp.importing.table import OutsideLine, Row
from webapp.importing.values import date_in
from webapp.values.plan_outline import PlanFacts

_LINES_AT_EACH_END = 300
_LONGEST_LINE = 500

# A label is followed by a colon, or stands alone on its line (or cell) with the value after it.
_THEN = r"[ ]*(?::\s*|\n)"

_TAX_NUMBER = re.compile(r"\bnit\b\.?[ ]*:?[ ]*(?:no\.?[ ]*)?(\d[\d. ]*(?:- ?\d)?)")
_CODE = re.compile(rf"^codigo{_THEN}(\S+)", re.MULTILINE)
_TITLE = re.compile(
    rf"^(?:titulo|nombre(?: del plan)?){_THEN}([^\n]+)|^(plan\b[^\n:]{{5,300}})$", re.MULTILINE
)
_APPROVED_ON = re.compile(rf"^fecha de aprobacion{_THEN}([^\n]+)", re.MULTILINE)
_ELABORATED_ON = re.compile(
    rf"^(?:fecha(?: de elaboracion)?|elaborado el){_THEN}([^\n]+)", re.MULTILINE
)
_STARTS_ON = re.compile(rf"^fecha de inicio(?: del plan)?{_THEN}([^\n]+)", re.MULTILINE)
_APPROVED_BY = re.compile(rf"^aprob(?:o|ado por){_THEN}([^\n]+)", re.MULTILINE)
_MINUTES = re.compile(r"\bacta (?:no|n|nro|num|numero)\b[.°º]?[ ]*\d[^\n]*")
_PAGE_NUMBER = re.compile(r"^pagina \d+(?: de \d+)?$")
_LABEL = re.compile(
    r"^(?:pagina \d+ de \d+|codigo[ ]*:|version[ ]*:|fecha(?: de \w+)?[ ]*:"
    r"|(?:elabor|revis|aprob)(?:o|ado por)[ ]*(?::|$))"
    r"|\bnit\b\.?[ ]*:?[ ]*\d"
)


@dataclass(frozen=True)
class FactsRead:
    """The facts, when the plan starts if it says so, and the dates that could not be read."""

    facts: PlanFacts
    starts_on: date | None
    unreadable: tuple[UnreadableRow, ...]


def speaks_of_the_document(row: Row) -> bool:
    """Whether a row says something about the document, as page headers and signatures do."""
    return any(_LABEL.search(_plain(cell[:_LONGEST_LINE])) for cell in row.cells if cell)


def read_facts(prose: Iterable[OutsideLine]) -> FactsRead:
    """The facts that the lines around the table say; of several, the first one counts."""
    every = [
        OutsideLine(line.number, text[:_LONGEST_LINE])
        for line in prose
        for text in line.text.split("\n")
        if text
    ]
    if len(every) > 2 * _LINES_AT_EACH_END:
        every = every[:_LINES_AT_EACH_END] + every[-_LINES_AT_EACH_END:]
    lines = [line for line in every if not _PAGE_NUMBER.match(_plain(line.text))]
    unreadable: list[UnreadableRow] = []

    def day(label: re.Pattern[str]) -> date | None:
        found = _first(label, lines)
        if not found:
            return None
        text, row = found
        value = date_in(text)
        if value is None:
            unreadable.append(UnreadableRow(row, text, RowFault.WRONG_DATE))
        return value

    def words(label: re.Pattern[str]) -> str:
        found = _first(label, lines)
        return found[0].strip() if found else ""

    facts = PlanFacts(
        title=words(_TITLE),
        code=words(_CODE),
        entity_name=_entity_name(lines),
        tax_number=words(_TAX_NUMBER),
        approved_on=day(_APPROVED_ON),
        elaborated_on=day(_ELABORATED_ON),
        approved_by=words(_APPROVED_BY),
        minutes=words(_MINUTES),
    )
    starts_on = day(_STARTS_ON)
    return FactsRead(facts, starts_on, tuple(unreadable))


def _first(label: re.Pattern[str], lines: Sequence[OutsideLine]) -> tuple[str, int] | None:
    """What the first match says, as written, and the row it begins on."""
    written = "\n".join(line.text for line in lines)
    found = label.search(_plain(written))
    if found is None:
        return None
    group = found.lastindex or 0
    row = lines[written.count("\n", 0, found.start())].number
    return written[found.start(group) : found.end(group)], row


def _entity_name(lines: Sequence[OutsideLine]) -> str:
    """What stands before the tax number: on its line, else on the line above."""
    above = ""
    for line in lines:
        found = _TAX_NUMBER.search(_plain(line.text))
        if found:
            return line.text[: found.start()].strip(" ,.-\u2013|") or above
        above = line.text
    return ""


def _plain(text: str) -> str:
    """Lower case without accents, letter for letter, so that places stay the same."""
    return "".join(_plain_letter(char) for char in text)


def _plain_letter(char: str) -> str:
    plain = unicodedata.normalize("NFD", char)[0].lower()
    return plain if len(plain) == 1 else char
