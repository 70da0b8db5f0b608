"""What some tests need of the machine, and what happens where it is missing.

On a newcomer's machine such a test is skipped and says why; in CI nothing may be skipped.
"""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def require(found: object, reason: str) -> None:
    """Go on if `found` holds; else fail in CI and skip elsewhere, saying `reason`."""
    if found:
        return
    if in_ci():
        pytest.fail(f"{reason} (nothing may be skipped in CI)", pytrace=False)
    pytest.skip(reason)


def chromium() -> Path:
    """Return the system's Chromium; without one, skip or fail the test that asks."""
    paths = (shutil.which(name) for name in CHROMIUM_NAMES)
    found = next((path for path in paths if path), None)
    require(found, "Chromium is not installed (Debian: apt-get install chromium)")
    return Path(str(found))


def soffice() -> Path:
    """Return the system's LibreOffice; without it, skip or fail the test that asks."""
    found = shutil.which("soffice")
    require(
        found,
        "LibreOffice is not installed"
        " (Debian: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui)",
    )
    return Path(str(found))


def shared_file(name: str) -> Path:
    """Return a file of the real plan, whose text stays out of the repository.

    It lies in `plan/` of the folder named by `SHARED_FOLDER`, or of `shared` beside the repository.
    """
    beside = Path(__file__).parents[2] / "shared"
    path = Path(os.environ.get("SHARED_FOLDER", beside)) / "plan" / name
    require(path.is_file(), f"the real plan is not there: {path}")
    return path
