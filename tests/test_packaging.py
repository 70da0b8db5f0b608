"""What `pip install` of the wheel gives: the same app, in an empty folder, without the checkout."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import in_use
from tests.databases import restore
from tests.requirements_of_machine import require

pytestmark = [pytest.mark.packaging, pytest.mark.slow]

CHECKOUT = Path(__file__).parent.parent
UV = Path(sys.executable).parent / "uv"
SECONDS_TO_START = 30
BEFORE = "1be4a8010c5b003f2c2c4bcfd4e22494da341a83"
"""The last commit of 0.2.0, whose wheel called itself 0.1.0."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    _build(CHECKOUT, folder)
    return next(folder.glob("enmienda-*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the locked dependencies and the wheel."""
    return _install(wheel, tmp_path_factory.mktemp("installed") / "venv")


def _build(source: Path, folder: Path) -> None:
    constraints = source / "requirements-build.txt"
    _uv("build", "--wheel", "--build-constraints", constraints, "--out-dir", folder, source)


def _install(wheel: Path, environment: Path) -> Path:
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


@pytest.fixture(scope="module")
def wheel_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the version before, made from its last commit."""
    git = shutil.which("git") or "git"
    packed = subprocess.run([git, "archive", BEFORE], cwd=CHECKOUT, capture_output=True)
    require(packed.returncode == 0, f"this clone does not have the version before: {BEFORE}")
    source, folder = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("dist_before")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(source, filter="data")
    _build(source, folder)
    return next(folder.glob("enmienda-*.whl"))


def test_it_takes_the_place_of_the_version_before_and_of_its_data(
    wheel: Path, wheel_before: Path, tmp_path: Path
):
    programs = _install(wheel_before, tmp_path / "venv")
    _leave_the_data_of_before(tmp_path / "instance")
    assert "up to date" in _run(programs, tmp_path, "migrate")

    _uv("pip", "install", "--python", programs / "python", "--no-deps", "--upgrade", wheel)
    _run(programs, tmp_path, "backup", "before.sqlite3")
    _run(programs, tmp_path, "migrate")
    assert " sound" in _run(programs, tmp_path, "verify")
    with _serving(programs, tmp_path) as address:
        told = version_of(wheel)
        assert json.loads(_get(f"{address}/salud")) == {"status": "ok", "version": told}
        home = _get(f"{address}/")
        assert "/planes/" in home
        assert f"Enmienda {told}." in home


def version_of(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def _leave_the_data_of_before(instance: Path) -> None:
    instance.mkdir()
    for opened in in_use(f"sqlite:///{instance / 'enmienda.sqlite3'}"):
        restore(opened, "0012_newest_acts")


def _run(programs: Path, folder: Path, *arguments: str) -> str:
    command = [str(programs / "enmienda"), *arguments]
    done = subprocess.run(command, cwd=folder, env=_clean(), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


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
