"""The version of the program: pyproject.toml has it, and what is installed tells it."""

from importlib.metadata import version

VERSION = version("enmienda")
