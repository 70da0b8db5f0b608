"""Office files are parsed in a process apart, with a limit on memory and time."""

import json
import os
import subprocess
import sys
from typing import Any

from webapp.importing.faults import Fault, Kind, UnreadableFile
from webapp.importing.table import Line, Row, Table

PATIENCE_SECONDS = 20

_KEPT_SETTINGS = ("PATH", "LANG", "LC_ALL", "TZ")


def read_apart(kind: Kind, content: bytes) -> Table:
    """The table of an Office file. The process sees none of this one's settings or secrets."""
    environment = {name: os.environ[name] for name in _KEPT_SETTINGS if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        worker = subprocess.run(
            [sys.executable, "-P", "-m", "webapp.importing.worker", kind.value],
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(Fault.TOO_MUCH_WORK) from error
    if worker.returncode < 0:  # ended by the system: the limits of time or memory
        raise UnreadableFile(Fault.TOO_MUCH_WORK)
    if worker.returncode > 0:
        raise UnreadableFile(Fault.DAMAGED)
    return _table(json.loads(worker.stdout))


def _table(answer: dict[str, Any]) -> Table:
    if "fault" in answer:
        raise UnreadableFile(Fault(answer["fault"]), **answer["params"])
    table = answer["table"]
    return Table(
        rows=tuple(
            Row(row["number"], row["page"], tuple(row["cells"]), row["banner"])
            for row in table["rows"]
        ),
        prose=tuple(Line(line["number"], line["text"]) for line in table["prose"]),
        stray=tuple(Line(line["number"], line["text"]) for line in table["stray"]),
    )
