"""Files and folders that the account which runs the program reads, and nobody else."""

import os
from contextlib import suppress
from pathlib import Path


def opener(path: str, flags: int) -> int:
    """For `open(..., opener=opener)`: a file made so is private from its first byte."""
    return os.open(path, flags, mode=0o600)


def make_folder(path: Path) -> None:
    """Make a folder, private, where there is none."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """Make an empty file, private, where there is none."""
    # Never opens one that is there: closing it would let go of the locks that SQLite has on it.
    with suppress(FileExistsError):
        open(path, "xb", opener=opener).close()
