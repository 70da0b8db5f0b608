"""The messages of the source and their Spanish: each said once, and none left over."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

HOUSE = Path(__file__).parents[1]
CATALOGUES = HOUSE / "webapp/translations/es/LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "N_": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
METHODS = [
    ("**.py", "python"),
    *((f"**.{kind}", "jinja2") for kind in ("html", "xml", "txt")),
]
SAME_SPANISH = {
    "Retirada": "an action that left the plan; an entry that is offered no more",
    "Todos": "everyone; all the notices",
    "Motivo": "the ground in law; the reason that somebody writes",
    "Respuesta": "an answer; the role of who writes answers",
    "Cierre": "the end of a consultation in a report; the day of it in a letter",
}
"""Spanish texts of two messages whose English differs, and what each of the two means."""


@cache
def used() -> frozenset[str]:
    """Every message that the source names; of one with a plural, its singular."""
    found = set()
    for folder in ("templates", "webapp"):
        for _, _, message, _, _ in extract_from_dir(
            HOUSE / folder, method_map=METHODS, keywords=KEYWORDS
        ):
            found.add(message if isinstance(message, str) else message[0])
    return frozenset(found)


@cache
def translated() -> tuple[tuple[str, str, Message], ...]:
    """Every entry of the catalogues: its file, its message (the singular), itself."""
    entries = []
    for file in sorted(CATALOGUES.glob("*.po")):
        with file.open("rb") as catalogue:
            entries += [(file.stem, _forms(each.id)[0], each) for each in read_po(catalogue)]
    return tuple(entry for entry in entries if entry[1])


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_message_has_its_spanish():
    known = {message for _, message, entry in translated() if all(_forms(entry.string))}
    assert not sorted(used() - known)


def test_no_message_stands_inside_another_string():
    """What stands between the braces of an f-string is not found by whoever lists messages."""
    hidden = [
        f"{file.relative_to(HOUSE)}:{call.lineno}"
        for file in (HOUSE / "webapp").rglob("*.py")
        for string in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in KEYWORDS
    ]
    assert not hidden


def test_every_entry_of_the_catalogues_is_used():
    assert not [(file, message) for file, message, _ in translated() if message not in used()]


def test_a_message_is_in_one_catalogue_once():
    """With two entries, whoever reads the other one is shown a text that nobody sees."""
    files = defaultdict(list)
    for file, message, _ in translated():
        files[message].append(file)
    assert not {message: found for message, found in files.items() if len(found) > 1}


def test_one_spanish_text_is_one_message_unless_it_means_two_things():
    messages = defaultdict(set)
    for _, message, entry in translated():
        messages[_forms(entry.string)].add(message)
    twice = {texts[0]: found for texts, found in messages.items() if len(found) > 1}
    assert not {text: found for text, found in twice.items() if text not in SAME_SPANISH}
    assert not SAME_SPANISH.keys() - twice.keys(), "these mean one thing now: take them off"


def test_placeholders_are_the_same_in_both_languages():
    for file, message, entry in translated():
        for source, text in zip(_forms(entry.id), _forms(entry.string), strict=False):
            assert _placeholders(source) == _placeholders(text), f"{file}: {message}"


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+\}", text))
