"""Commands of the program in processes of their own, quick to start.

Reading the program takes a process longer than most commands do. So one process reads it, once,
and each command is a fork of that one: with its own settings, folder, standard streams and end.
How the program starts from nothing is tested in tests/test_cli.py.
"""

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory

from webapp import cli

FORKING = get_context("forkserver")
# The second is read by Flask's command line, each time it starts.
FORKING.set_forkserver_preload([__name__, "flask_limiter.commands"])


class Command:
    """`enmienda` with these arguments, under way; speaks as subprocess.Popen does."""

    def __init__(
        self, *arguments: str, folder: Path, environment: Mapping[str, str], given: str = ""
    ) -> None:
        self._streams = TemporaryDirectory()
        at = Path(self._streams.name)
        (at / "given").write_text(given)
        self._said, self._errors = at / "said", at / "errors"
        self._process = FORKING.Process(
            target=_become, args=(arguments, folder, dict(environment), at), daemon=True
        )
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """How it ended: minus the signal if by one; None while it runs."""
        return self._process.exitcode

    @property
    def errors(self) -> str:
        """What it has written on standard error."""
        return self._errors.read_text() if self._errors.exists() else ""

    def send_signal(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended."""
        if self.returncode is None:
            os.kill(self._process.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it ends, and return how it ended."""
        self._process.join(timeout)
        if self.returncode is None:
            raise TimeoutExpired("enmienda", timeout or 0, self._said.read_text(), self.errors)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """Wait until it ends, and return what it wrote on its standard streams."""
        self.wait(timeout)
        return self._said.read_text(), self.errors


def _become(
    arguments: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Path
) -> None:
    """Be the command, in the process that was made for it."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, (name, flags) in enumerate(
        [("given", os.O_RDONLY), ("said", os.O_WRONLY | os.O_CREAT),
         ("errors", os.O_WRONLY | os.O_CREAT | os.O_APPEND)]
    ):  # fmt: skip
        opened = os.open(streams / name, flags, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    sys.argv = ["enmienda", *arguments]
    cli.main()
