"""The commands: `enmienda` is Flask's own command line on `create_app`."""

from webapp.cli import exports, imports, upkeep  # noqa: F401 - they join the program
from webapp.cli.program import enmienda

__all__ = ["enmienda", "main"]


def main() -> None:
    """Run a command. Exit 0 done, 1 refused or faults found, 2 wrong use."""
    enmienda()
