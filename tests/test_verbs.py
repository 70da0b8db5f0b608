"""Every act that the workflow records has its words."""

import ast
from pathlib import Path

from babel.messages.pofile import read_po

from webapp.presenting.log_entry import LABELS
from webapp.settings.paths import PACKAGE
from webapp.vocabulary.verbs import Verb

RECORDERS = {"record", "_note"}
"""The functions of the workflow whose first argument is a verb."""


def is_recorder(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in RECORDERS


def verbs_named_in(source: str) -> set[str]:
    """The members of the closed list that a module names."""
    return {
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Verb"
    }


def test_no_verb_is_left_that_no_act_of_the_workflow_records():
    modules = Path(PACKAGE, "workflow").glob("*.py")
    named = set().union(*(verbs_named_in(module.read_text()) for module in modules))
    assert {verb.name for verb in Verb} == named


def test_a_verb_is_named_after_what_an_entry_holds():
    for verb in Verb:
        assert verb.name == verb.value.replace(".", "_").upper()


def test_an_act_of_another_version_is_told_as_the_entry_holds_it():
    assert Verb.words("plan.imported") == Verb.PLAN_IMPORTED.message
    assert Verb.words("plan.sung") == "plan.sung"


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
    assert not [verb for verb in Verb if not said.get(verb.message)]
