"""Every act that the workflow records has its words."""

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

from webapp.presenting.log_entry import LABELS
from webapp.settings.paths import PACKAGE
from webapp.vocabulary import Publication
from webapp.vocabulary.verbs import ACTS

RECORDERS = {"record", "_note"}
"""The functions of the workflow whose first argument is a verb."""
COMPUTED = {
    "comment.{publication}": {f"comment.{each}" for each in Publication} - {"comment.pending"},
}
"""Verbs that are put together from a closed list."""


def strings(node: ast.AST, names: dict[str, list[ast.AST]]) -> Iterator[str]:
    """The texts that an argument may be: itself, either side of a choice, or what its name got."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from strings(node.body, names)
        yield from strings(node.orelse, names)
    elif isinstance(node, ast.JoinedStr):
        yield from COMPUTED.get(ast.unparse(node)[2:-1], ())
    elif isinstance(node, ast.Name):
        for value in names.get(node.id, []):
            yield from strings(value, names)


def recorded(source: str) -> set[str]:
    """The verbs that a module of the workflow records."""
    found: set[str] = set()
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        names: dict[str, list[ast.AST]] = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                names.setdefault(node.targets[0].id, []).append(node.value)
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                # A helper that is handed a verb is found by the verb that its callers write.
                for argument in [*node.args, *(word.value for word in node.keywords)]:
                    for text in strings(argument, names if is_recorder(node) else {}):
                        if is_recorder(node) or looks_like_a_verb(text):
                            found.add(text)
    return {text for text in found if looks_like_a_verb(text)}


def is_recorder(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in RECORDERS


def looks_like_a_verb(text: str) -> bool:
    noun, dot, verb = text.partition(".")
    return bool(dot) and all(part.isidentifier() and part.islower() for part in (noun, verb))


def every_recorded_verb() -> set[str]:
    modules = sorted(Path(PACKAGE, "workflow").glob("*.py"))
    return set().union(*(recorded(module.read_text()) for module in modules))


def test_every_verb_that_the_workflow_records_has_words_and_no_other():
    assert every_recorded_verb() == set(ACTS)


def test_the_scan_sees_verbs_written_directly_chosen_computed_and_handed_on():
    source = """
def a(x):
    record("one.done", x)
    verb = "two.done" if x else "two.undone"
    _note(verb, x)
    _step("three.done")
    record(f"comment.{publication}", x)
"""
    assert recorded(source) == {
        "one.done",
        "two.done",
        "two.undone",
        "three.done",
        "comment.shown",
        "comment.redacted",
        "comment.withheld",
    }


def kept_details() -> set[str]:
    """The names of what the workflow hands the log besides before and after."""
    kept = set()
    for module in Path(PACKAGE, "workflow").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and is_recorder(node):
                kept |= {word.arg for word in node.keywords if word.arg}
    return kept - {"by", "at", "plan", "comment", "before", "after"}


def test_every_detail_that_the_log_keeps_has_its_label():
    assert not kept_details() - set(LABELS)


def test_every_act_is_said_in_spanish():
    said = {}
    for catalogue in Path(PACKAGE, "translations/es/LC_MESSAGES").glob("*.po"):
        with catalogue.open("rb") as file:
            said |= {entry.id: entry.string for entry in read_po(file) if entry.string}
    assert not [words for words in ACTS.values() if not said.get(words)]
