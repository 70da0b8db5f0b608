"""One version: of the project, of the newest changes, and told by the program."""

import os
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from tests.processes import Command

HOUSE = Path(__file__).parent.parent.parent
VERSION = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["version"]


def test_the_newest_changes_are_those_of_this_version():
    headings = re.findall(r"^## (.+)$", (HOUSE / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == VERSION
    assert len(set(headings)) == len(headings)


def test_what_is_installed_is_this_version():
    assert version("enmienda") == VERSION


def test_the_program_tells_its_version(tmp_path):
    command = Command("--version", folder=tmp_path, environment=os.environ)
    assert command.communicate(timeout=60) == (f"enmienda {VERSION}\n", "")


def test_the_version_stands_at_the_foot_of_every_page(visitor):
    assert f"Enmienda {VERSION}." in visitor.get("/").words
    assert f"Enmienda {VERSION}." in visitor.get("/gestion/entrar").words
