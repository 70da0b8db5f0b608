"""CSV as the offices' spreadsheets open it, with no cell that runs."""

import csv
import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from webapp.documents import delimited

SIGN = "[=+\\-@＝＋－＠]"
HOSTILE = st.text(st.sampled_from("=+-@＝＠'\" ;,\t\r\n\u00a0a") | st.characters(codec="utf-8"))


def as_it_came(cell: str, *, sealed: bool = False) -> str:
    """The text of a cell, by what `/datos` says to whoever reads the file."""
    if re.match(rf"'+([\t\r]|\s*{SIGN})", cell):
        cell = cell.removeprefix("'")
    return cell if sealed else re.sub(rf"([,;\t\r\n]) ( *{SIGN})", r"\1\2", cell)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_becomes_text(start):
    assert delimited.guarded(f"{start}1+1") == f"'{start}1+1"
    assert delimited.guarded(f"a{start}") == f"a{start}"


@pytest.mark.parametrize("start", ["＝", "＠", "\n=", "  ="])
def test_neither_full_width_signs_nor_blanks_hide_a_formula(start):
    assert delimited.guarded(f"{start}1+1").startswith("'")


@pytest.mark.parametrize("mark", [",", ";", "\t", "\n"])
def test_a_spreadsheet_that_parts_cells_elsewhere_finds_no_formula_within(mark):
    assert delimited.guarded(f"Hola, esto dice{mark}=1+41,y ya") == (
        f"Hola, esto dice{mark} =1+41,y ya"
    )
    assert delimited.guarded("6 = 5 + 1, o no: a@b.example") == "6 = 5 + 1, o no: a@b.example"


@settings(max_examples=500)
@given(text=HOSTILE, sealed=st.booleans())
@example(text="\n=", sealed=False)
@example(text="'=", sealed=False)
@example(text="''\t; =", sealed=True)
@example(text=";  =", sealed=False)
@example(text=";=;-\r\n＝", sealed=False)
def test_whoever_knows_the_rule_has_the_text_as_it_came(text, sealed):
    file = b"".join(delimited.lines([(text,)], sealed={0} if sealed else ()))
    ((cell,),) = csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";")
    assert as_it_came(cell, sealed=sealed) == text
    assert not re.match(rf"[\t\r]|\s*{SIGN}", cell)
    assert sealed or not re.search(rf"[,;\t\r\n]{SIGN}", cell)


def test_within_what_was_sealed_nothing_is_put():
    rows = [('{"a":"no,-dijo"}', "no,-dijo"), ("=1,=1", "=1,=1")]
    file = b"".join(delimited.lines(rows, sealed={0}))
    read = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read == [['{"a":"no,-dijo"}', "no, -dijo"], ["'=1,=1", "'=1, =1"]]


def test_lines_carry_the_mark_semicolons_and_crlf_and_read_back_whole():
    rows = [("a", "b"), ("uno; dos", 'dice "tres"'), (None, 4), ("dos\nlíneas", "ñ")]
    file = b"".join(delimited.lines(rows))
    assert file.startswith(b"\xef\xbb\xbfa;b\r\n")
    read = list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read == [["a", "b"], ["uno; dos", 'dice "tres"'], ["", "4"], ["dos\nlíneas", "ñ"]]


def test_lines_come_one_by_one():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield (number,)

    lines = delimited.lines(rows())
    next(lines)
    assert taken == [0]
