"""Every sentence of the importers and of the draft checker has its Spanish."""

import re
from datetime import date

import pytest
from babel.messages.pofile import read_po

from tests.importing.makers import ROOT
from webapp.importing import FileFault, PlanColumn, RowFault
from webapp.importing.faults import FileKind
from webapp.values.draft_checker import FindingKind
from webapp.values.plan_outline import Field
from webapp.vocabulary.messages import Worded, sentence

CATALOGUES = sorted((ROOT / "webapp/translations/es/LC_MESSAGES").glob("importing*.po"))
WORDED: list[Worded] = [
    member
    for words in (Field, PlanColumn, FileKind, FileFault, RowFault, FindingKind)
    for member in words
]


def spanish(message: str) -> str:
    for catalogue in CATALOGUES:
        with catalogue.open("rb") as file:
            found = read_po(file, locale="es").get(message)
        if found:
            return str(found.string)
    return ""


@pytest.mark.parametrize("member", WORDED)
def test_each_message_has_its_spanish_with_the_same_placeholders(member: Worded) -> None:
    placeholders = re.compile(r"%\(\w+\)s")
    text = spanish(member.message)
    assert text
    assert sorted(placeholders.findall(text)) == sorted(placeholders.findall(member.message))


def test_a_sentence_translates_its_words_writes_its_dates_and_joins_its_lists() -> None:
    said = sentence(
        FindingKind.EMPTY_CELLS.message,
        {"code": "6.3.1", "fields": (Field.IMPROVEMENT, Field.TERM)},
        translate=spanish,
    )
    assert said == "En 6.3.1 falta: alternativa de mejora, plazo."
    said = sentence(
        FindingKind.APPROVED_BEFORE_ELABORATED.message,
        {"approved_on": date(2024, 5, 21), "elaborated_on": date(2024, 11, 14)},
        translate=spanish,
        write_date=lambda day: day.strftime("%d/%m/%Y"),
    )
    assert said == (
        "El plan dice que fue aprobado el 21/05/2024, antes de haber sido elaborado (14/11/2024)."
    )
