"""The style sheets and the pages know of the same classes, and each rule can be read."""

import re
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1]
SHEETS = sorted((HOUSE / "static/css").glob("*.css"))
MADE_OF_A_CHOICE = {
    "input-": ("xs", "s", "m", "l"),
    "label-": ("m", "l"),
}
"""Classes whose end a macro is given: how wide a field is, how large its label."""
WITHOUT_A_RULE = {
    "label-m": "a label of the ordinary size",
    "tasks": "by which tests find what waits among the lists of the desk",
    "difference": "by which the browser tests find the two texts",
}
GIVEN_BY_HTMX = {"htmx-request"}
NAME = r"[a-zA-Z][\w-]*"


@cache
def classes_with_a_rule() -> frozenset[str]:
    """Every class that some selector names."""
    found: set[str] = set()
    for sheet in SHEETS:
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
        for selector in re.findall(r"([^{};]+)\{", text):
            found |= set(re.findall(rf"\.({NAME})", re.sub(r"\"[^\"]*\"", "", selector)))
    return frozenset(found)


@cache
def words_of_the_source() -> frozenset[str]:
    """Every word that stands in a template, in the script or in the package."""
    files = [
        *(HOUSE / "templates").rglob("*.html"),
        *(HOUSE / "static/js").glob("*.js"),
        *(HOUSE / "webapp").rglob("*.py"),
    ]
    words = {word for file in files for word in re.findall(NAME, file.read_text("utf-8"))}
    return frozenset(
        words | {start + end for start, ends in MADE_OF_A_CHOICE.items() for end in ends}
    )


@cache
def classes_in_use() -> frozenset[str]:
    """Every class that a template writes out in full."""
    found: set[str] = set()
    for file in (HOUSE / "templates").rglob("*.html"):
        for value in re.findall(r'class="([^"]*)"', file.read_text("utf-8")):
            found |= set(re.sub(r"\{[{%].*?[}%]\}", "", value).split())
    return frozenset(found - MADE_OF_A_CHOICE.keys())


def test_no_rule_is_for_a_class_that_nothing_has():
    assert not sorted(classes_with_a_rule() - words_of_the_source() - GIVEN_BY_HTMX)


def test_no_class_is_without_a_rule_unless_its_use_is_said():
    bare = classes_in_use() - classes_with_a_rule()
    assert not sorted(bare - WITHOUT_A_RULE.keys())
    assert not sorted(WITHOUT_A_RULE.keys() - bare), "these have a rule, or no use: take them off"


def test_a_line_of_the_styles_has_120_characters_at_most():
    long = [
        f"{sheet.name}:{number}"
        for sheet in SHEETS
        for number, line in enumerate(sheet.read_text("utf-8").splitlines(), start=1)
        if len(line) > 120
    ]
    assert not long
