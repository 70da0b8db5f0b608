"""Office files are parsed in a process apart, with a limit on memory and time."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from webapp.importing.faults import FileFault, FileKind, UnreadableFile
from webapp.importing.table import FileTable

PATIENCE_SECONDS = 20
PACKAGE = Path(__file__).parents[1]

# The package without what its __init__ wires together: a process that opens a stranger's file
# has no use for the application, nor for the time that takes.
_START = """
import sys, types
package = types.ModuleType("webapp")
package.__path__ = [sys.argv[1]]
sys.modules["webapp"] = package
from webapp.importing.worker import main
main(sys.argv[2])
"""
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ")


def read_apart(kind: FileKind, content: bytes) -> FileTable:
    """The table of an Office file."""
    return FileTable.of(answer_apart(kind.value, content))


def answer_apart(reader: str, content: bytes, patience_seconds: int = PATIENCE_SECONDS) -> Any:
    """What a reader of the worker makes of a file, as plain data. Raises `UnreadableFile`.

    The process sees none of this one's settings or secrets.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        worker = subprocess.run(
            [sys.executable, "-P", "-c", _START, str(PACKAGE), reader],
            input=content,
            capture_output=True,
            timeout=patience_seconds,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(FileFault.TOO_MUCH_WORK) from error
    if worker.returncode < 0:  # ended by the system: the limits of time or memory
        raise UnreadableFile(FileFault.TOO_MUCH_WORK)
    if worker.returncode > 0:
        raise UnreadableFile(FileFault.DAMAGED)
    answer = json.loads(worker.stdout)
    if "fault" in answer:
        raise UnreadableFile(FileFault(answer["fault"]), **answer["params"])
    return answer["read"]
