"""The process apart in which an Office file is parsed: content in, a table or a fault out.

The file comes in on standard input and JSON goes out. The process takes away its own right to
more memory and time than a plan needs; a library that fails on a damaged file ends this process
and nothing else.
"""

import json
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict

from webapp.importing.archive import check_archive
from webapp.importing.best_sheet import COMMENTS, BestSheet
from webapp.importing.docx import read_docx
from webapp.importing.faults import FileFault, FileKind, UnreadableFile
from webapp.importing.sheets import read_best_sheet
from webapp.importing.table import FileTable
from webapp.importing.xlsx import read_xlsx

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 10
CPU_SECONDS_FOR_COMMENTS = 40

_READERS: dict[str, Callable[[bytes], FileTable | BestSheet]] = {
    FileKind.XLSX.value: read_xlsx,
    FileKind.DOCX.value: read_docx,
    COMMENTS: read_best_sheet,
}


def main(reader: str) -> None:
    """Read one file with that reader and write what came of it."""
    seconds = CPU_SECONDS_FOR_COMMENTS if reader == COMMENTS else CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    try:
        check_archive(content)
        answer: dict[str, object] = {"read": asdict(_READERS[reader](content))}
    except UnreadableFile as refusal:
        answer = {"fault": refusal.fault.value, "params": refusal.params}
    except MemoryError:
        answer = {"fault": FileFault.TOO_MUCH_WORK.value, "params": {}}
    json.dump(answer, sys.stdout)
