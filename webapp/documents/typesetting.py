"""Templates and data → an accessible PDF, typeset in a process apart.

The typesetter keeps the memory it takes, so each document has a process of its own, with a limit
on time. Texts go in as data and are never read as markup.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PATIENCE_SECONDS = 20

_HERE = Path(__file__).parent
_WORKER = _HERE / "typesetter.py"
_PASSED_ON = ("PATH", "LANG", "LC_ALL")


class TypesettingFailed(Exception):
    """No document came out: the typesetter refused the template, or took too long."""


def typeset(
    template: str, data: Mapping[str, object], *, patience: float = PATIENCE_SECONDS
) -> bytes:
    """The PDF/UA-1 of a template of this package, which reads `data` as JSON, in some seconds.

    `data` has its `language`. Emoji become their names in it, in brackets; another character that
    no font of the typesetter has becomes a square. Raises TypesettingFailed.
    """
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    try:
        worker = subprocess.run(
            [sys.executable, "-P", str(_WORKER), str(_HERE / f"{template}.typ")],
            input=json.dumps(data).encode(),
            capture_output=True,
            timeout=patience,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TypesettingFailed(f"{template}: took longer than {patience:.0f} s") from error
    if worker.returncode or not worker.stdout.startswith(b"%PDF-"):
        raise TypesettingFailed(f"{template}: {worker.stderr.decode(errors='replace')[-500:]}")
    return worker.stdout
