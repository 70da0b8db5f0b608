"""The version of the program, from pyproject.toml by way of the installed package."""

from importlib.metadata import version

VERSION = version("enmienda")
