"""What `pip install` of the wheel gives: the same app, in an empty folder, without the checkout."""

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = [pytest.mark.packaging, pytest.mark.slow]

CHECKOUT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"
SECONDS_TO_START = 30


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    constraints = CHECKOUT / "requirements-build.txt"
    _uv("build", "--wheel", "--build-constraints", constraints, "--out-dir", folder, CHECKOUT)
    return next(folder.glob("enmienda-*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the locked dependencies and the wheel."""
    environment = tmp_path_factory.mktemp("installed") / "venv"
    _uv("venv", "--python", sys.executable, environment)
    install = ("pip", "install", "--python", environment / "bin" / "python")
    _uv(*install, "--require-hashes", "-r", CHECKOUT / "requirements.txt")
    _uv(*install, "--no-deps", wheel)
    return environment / "bin"


FOR_READERS_ONLY = "content/screenshots/"


def test_the_wheel_carries_the_data_folders_and_what_the_build_made(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("templates", "static", "content", "migrations"):
        ours = {
            f"webapp/data/{path}"
            for path in _committed(folder)
            if not path.startswith(FOR_READERS_ONLY)
        }
        assert ours, f"{folder}/ is empty"
        assert ours <= names
    assert any(name.startswith("webapp/data/static/vendor/htmx-") for name in names)
    catalogues = {path for path in _committed("webapp") if path.endswith(".po")}
    assert {f"{path.removesuffix('.po')}.mo" for path in catalogues} <= names


def test_the_wheel_carries_nothing_else(wheel: Path):
    strangers = [
        name
        for name in zipfile.ZipFile(wheel).namelist()
        if name.split("/")[0] != "webapp" and ".dist-info/" not in name
    ]
    assert strangers == []


def test_it_serves_the_sample_plan_from_an_empty_folder(programs: Path, tmp_path: Path):
    for command in ("migrate", "demo"):
        subprocess.run([programs / "enmienda", command], cwd=tmp_path, env=_clean(), check=True)

    with _serving(programs, tmp_path) as address:
        assert '"ok"' in _get(f"{address}/salud")
        home = _get(f"{address}/")
        assert "/planes/" in home
        assert "vendor/htmx-" in home


@contextmanager
def _serving(programs: Path, folder: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(programs / "enmienda"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=folder, env=_clean())
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + SECONDS_TO_START
        while not _answers(f"{address}/salud"):
            assert server.poll() is None, "the server ended at once"
            assert time.monotonic() < until, f"no answer in {SECONDS_TO_START} s"
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        return bool(_get(address))
    except (URLError, ConnectionError):
        return False


def _get(address: str) -> str:
    with urlopen(address, timeout=10) as response:  # noqa: S310 - the address is our own
        return str(response.read().decode())


def _clean() -> dict[str, str]:
    """The environment without what would lead back to the checkout or to other settings."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ENMIENDA_", "PYTHON", "VIRTUAL_ENV", "FLASK_"))
    }


def _committed(folder: str) -> list[str]:
    git = shutil.which("git") or "git"
    listing = subprocess.run(
        [git, "ls-files", folder], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return listing.stdout.splitlines()


def _uv(*arguments: str | Path) -> None:
    trust = {"UV_SYSTEM_CERTS": "1"}
    subprocess.run([UV, "-q", *arguments], cwd=CHECKOUT, env=_clean() | trust, check=True)
