"""Words that were covered are erased on an order: from rows, log and file (R1, R13, R17, R21)."""

from pathlib import Path
from typing import Any

import pytest

from tests.canaries import NAME, a_plan_that_names, covered
from tests.cast import AFTER_CLOSE, Cast, a_cast, later
from webapp.models import (
    TABLES,
    Correction,
    Plan,
)
from webapp.storage.db import is_sqlite, rows
from webapp.text.redaction import MARKS, RedactionKind
from webapp.vocabulary import CorrectionKind, CoverGround
from webapp.workflow import correcting, erasing, verifying

WHY = "Lo ordenó el juzgado en su sentencia."
ORDER = "Sentencia T-100 de 2026"
LATER = later(AFTER_CLOSE, hours=5)
MARK = MARKS[RedactionKind.NAME]
WORDS = NAME.split()


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast) -> Plan:
    return a_plan_that_names(cast)


def to_be_erased(cover: Correction, cast: Cast, **given: Any) -> Correction:
    details = {"ground": CoverGround.COURT, "order": ORDER} | given
    return correcting.propose(
        CorrectionKind.WORDS_ERASED, cover, plan=cover.plan,
        reason=details.pop("reason", WHY), details=erasing.proposal(cover, **details),
        by=cast.mario_moderator, at=LATER,
    )  # fmt: skip


def erased(cover: Correction, cast: Cast) -> Correction:
    correction = to_be_erased(cover, cast)
    return correcting.approve(
        correction, version=correction.version, by=cast.alba_approver, at=LATER
    )


def where_it_stands(words: str) -> list[str]:
    """Every column of every row in which some words stand, in whatever form it is kept."""
    found = []
    for table in TABLES:
        name = table._meta.table_name
        columns = [each.column_name for each in table._meta.sorted_fields]
        chosen = ", ".join(f'"{each}"' for each in columns)
        for row in rows(f'SELECT {chosen} FROM "{name}"'):
            for column, value in zip(columns, row, strict=True):
                held = (
                    bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                )
                if words.casefold().encode() in held.lower() or words.encode() in held:
                    found.append(f"{name}.{column}")
    return sorted(set(found))


def in_the_file(database, words: str) -> bool:
    """Whether the bytes of the SQLite file or of its log have some words."""
    path = Path(database.database)
    held = b"".join(
        each.read_bytes() for each in (path, path.with_name(f"{path.name}-wal")) if each.exists()
    )
    return words.encode() in held or words.lower().encode() in held


def test_no_table_and_no_byte_of_the_file_has_the_words_r13(plan, cast, database):
    cover = covered(plan, cast)
    assert where_it_stands(NAME)
    erased(cover, cast)
    for each in WORDS:
        assert where_it_stands(each) == []
        assert not (is_sqlite() and in_the_file(database, each))


def test_everything_is_still_as_the_log_says_r17(plan, cast):
    erased(covered(plan, cast), cast)
    assert verifying.examine().faults == []
