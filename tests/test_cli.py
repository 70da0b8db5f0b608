"""The commands, run as whoever installs the program runs them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.ports import free_port
from tests.processes import Command
from tests.requirements_of_machine import shared_file

FROM_NOTHING = (sys.executable, "-m", "webapp.cli")
HOUSE = Path(__file__).parent.parent
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def enmienda(tmp_path: Path) -> Run:
    """Run a command in an empty folder."""

    def run(*arguments: str, given: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
        environment = os.environ | {f"ENMIENDA_{n.upper()}": v for n, v in settings.items()}
        command = Command(*arguments, folder=tmp_path, environment=environment, given=given)
        said, errors = command.communicate()
        assert command.returncode is not None
        return subprocess.CompletedProcess(arguments, command.returncode, said, errors)

    return run


@pytest.fixture
def migrated(enmienda: Run) -> Run:
    """The same, with a database."""
    assert enmienda("migrate").returncode == 0
    return enmienda


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with the sample in it, to copy."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("migrate", "demo"):
        Command(name, folder=folder, environment=os.environ).wait()
    return folder


@pytest.fixture
def filled(enmienda: Run, sample: Path, tmp_path: Path) -> Run:
    """The same, with the sample in its database."""
    shutil.copytree(sample, tmp_path, dirs_exist_ok=True)
    return enmienda


@pytest.fixture
def whole_start(tmp_path: Path) -> Run:
    """Run a command as the installed program does, from nothing."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*FROM_NOTHING, *arguments],
            cwd=tmp_path,
            env=os.environ
            | {"PYTHONPATH": str(HOUSE)}
            | {f"ENMIENDA_{name.upper()}": value for name, value in settings.items()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def test_started_from_nothing_it_migrates_says_so_and_refuses_in_one_line(whole_start):
    done = whole_start("migrate")
    assert (done.returncode, done.stderr) == (0, "")
    assert "applied 0001_initial" in done.stdout
    wrong = whole_start("migrate", color="rojo")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.startswith("Error: ENMIENDA_COLOR")


def test_migrate_twice_changes_nothing_the_second_time(migrated):
    again = migrated("migrate")
    assert (again.returncode, again.stdout) == (0, "the database is up to date\n")


@pytest.fixture
def newer(tmp_path: Path, migrated: Run) -> Run:
    """Run a command on a database that a later version of the program has migrated."""
    (database,) = tmp_path.rglob("*.sqlite3")
    with closing(sqlite3.connect(database)) as file, file:
        file.execute("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', '')")
    return migrated


@pytest.mark.parametrize(
    "command",
    [
        "migrate",
        "verify",
        "serve",
        "purge",
        "send-notices",
        "demo",
        "export x --format csv --out y",
    ],
)
def test_a_database_newer_than_the_program_is_refused_in_one_sentence(newer, command):
    refused = newer(*command.split())
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        "Error: the database comes from a newer version of this program: install that version\n"
    )


def test_the_sample_is_filled_once_and_verifies(migrated):
    filled = migrated("demo")
    assert filled.returncode == 0
    assert "moderador@concejo.example" in filled.stdout

    refused = migrated("demo")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")

    assert "comments: 6 sound" in migrated("verify").stdout


def test_verify_holds_the_log_to_a_checkpoint(filled, tmp_path):
    checkpoint = tmp_path / "punto.json"
    checkpoint.write_text(json.dumps({"size": 3, "head": "0" * 64}))
    other = filled("verify", "--checkpoint", str(checkpoint))
    assert other.returncode == 1
    assert "Traceback" not in other.stderr

    checkpoint.write_text("esto no es un punto de control")
    assert filled("verify", "--checkpoint", str(checkpoint)).returncode == 2


def test_import_comments_files_all_rows_or_none_and_knows_them_again(filled, tmp_path):
    file = tmp_path / "observaciones.csv"
    headings = "Acción;Canal;Fecha de recibo;Observación"
    today = datetime.now(UTC).astimezone(timezone(timedelta(hours=-5))).strftime("%d/%m/%Y")
    file.write_text(f"{headings}\n1.1;papel;{today};Uno.\n9.9;papel;{today};Dos.\n")
    slug = "plan-participacion-2024"
    arguments = ("import-comments", str(file), "--plan", slug)
    wrong = filled(*arguments)
    assert wrong.returncode == 1
    assert "3: El plan no tiene la acción «9.9»" in wrong.stderr

    file.write_text(f"{headings}\n1.1;papel;{today};Uno.\n;papel;{today};Dos.\n")
    preview = filled(*arguments, "--preview")
    assert (preview.returncode, "radicar: 2" in preview.stdout) == (0, True)
    assert "comments: 6 sound" in filled("verify").stdout
    assert "Se radicaron 2 observaciones." in filled(*arguments).stdout
    assert "por fuera: 2" in filled(*arguments).stdout
    assert "comments: 8 sound" in filled("verify").stdout
    assert filled("import-comments", str(file), "--plan", "no-existe").returncode == 1


def test_what_is_wrong_in_a_file_of_observations_is_told_without_the_cell_r13(filled, tmp_path):
    file = tmp_path / "observaciones.csv"
    headings = "Observación;Nombre;Correo;Autoriza datos"
    file.write_text(f"{headings}\nUno.;Zoraida;zoraida.example;Zoraida Q.\n")
    wrong = filled("import-comments", str(file), "--plan", "plan-participacion-2024")
    assert wrong.returncode == 1
    assert "2: correo: «…» no es un correo electrónico" in wrong.stderr
    assert "zoraida" not in (wrong.stdout + wrong.stderr).lower()


def test_a_row_that_the_database_refuses_is_not_told_by_a_command_r13(filled, tmp_path):
    with closing(sqlite3.connect(tmp_path / "instance" / "enmienda.sqlite3")) as database, database:
        database.execute(
            "CREATE TRIGGER strange BEFORE INSERT ON submitter BEGIN"
            " SELECT RAISE(ABORT, 'Failing row contains Zoraida'); END"
        )
    file = tmp_path / "observaciones.csv"
    headings = "Observación;Nombre;Autoriza datos;Canal;Fecha de recibo"
    file.write_text(f"{headings}\nUno.;Zoraida;sí;papel;{datetime.now(UTC):%d/%m/%Y}\n")
    failed = filled("import-comments", str(file), "--plan", "plan-participacion-2024")
    assert failed.returncode == 1
    assert "IntegrityError" in failed.stderr
    assert "intake.py" in failed.stderr
    assert "Zoraida" not in failed.stdout + failed.stderr


def test_import_plan_prints_the_structure_and_findings_and_preview_writes_nothing(migrated):
    file = shared_file("cartago-as-extracted.txt")
    preview = migrated("import-plan", str(file), "--preview")
    assert preview.returncode == 0
    assert "6 categorías, 31 acciones" in preview.stdout
    assert "6.3.1" in preview.stdout

    arguments = ("import-plan", str(file), "--slug", "cartago", "--title", "Plan de Cartago")
    assert migrated(*arguments).returncode == 0, "the preview must not have taken the address"
    taken = migrated(*arguments)
    assert taken.returncode == 1
    assert "Otro plan ya tiene esta dirección" in taken.stderr


def test_a_file_that_is_not_a_plan_is_refused_in_one_sentence(migrated, tmp_path):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"no soy una hoja de calculo")
    refused = migrated("import-plan", str(file))
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1


def test_add_staff_reads_the_password_from_standard_input(migrated):
    arguments = ("add-staff", "nueva@concejo.example", "--name", "Nueva", "--role", "editor")
    assert migrated(*arguments, given="corta\n").returncode == 1
    assert migrated(*arguments, given="una clave bien larga\n").returncode == 0
    assert migrated(*arguments, given="una clave bien larga\n").returncode == 1


def test_a_backup_is_a_whole_copy_and_restore_refuses_to_overwrite(filled, tmp_path):
    copy = tmp_path / "copia.sqlite3"
    assert filled("backup", str(copy)).returncode == 0
    assert filled("backup", str(copy)).returncode == 1

    assert filled("restore", str(copy)).returncode == 1
    for file in (tmp_path / "instance").glob("enmienda.sqlite3*"):
        file.unlink()
    assert filled("restore", str(copy)).returncode == 0
    assert "comments: 6 sound" in filled("verify").stdout


def test_whoever_restores_is_told_that_what_was_erased_since_is_there_again_r13(filled, tmp_path):
    copy = tmp_path / "copia.sqlite3"
    filled("backup", str(copy))
    for file in (tmp_path / "instance").glob("enmienda.sqlite3*"):
        file.unlink()
    with closing(sqlite3.connect(copy)) as kept:
        ((last,),) = kept.execute("SELECT max(at) FROM event")
    told = filled("restore", str(copy)).stdout
    assert f"The last act in it is of {last[:16]} UTC" in told
    assert "erased, hidden, suppressed or covered after that is in it again" in told


@pytest.mark.parametrize(
    "setting",
    [
        {"color": "rojo"},
        {"timezone": "Marte/Olimpo"},
        {"base_url": "concejo.example"},
        {"trusted_proxies": "todos"},
        {"mail_url": "http://concejo.example"},
        {"mail_url": "smtp://concejo.example?from=nadie"},
        {"database_url": "mysql://concejo"},
        {"database_url": "postgresql://localhost/enmienda"},
    ],
)
def test_an_unknown_or_ill_formed_setting_stops_the_start_with_one_line(enmienda, setting):
    stopped = enmienda("migrate", **setting)
    assert stopped.returncode == 2
    assert len(stopped.stderr.strip().splitlines()) == 1
    assert "Traceback" not in stopped.stderr


def test_serve_answers_until_it_is_told_to_stop_and_then_ends_in_peace(migrated, tmp_path):
    port = free_port()
    server = subprocess.Popen(
        [*FROM_NOTHING, "serve", "--port", str(port)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(HOUSE)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert _health_of(port) == 200
    finally:
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert (server.returncode, "Traceback" in errors) == (0, False), errors


def _health_of(port: int, *, seconds: float = 60) -> int:
    until = time.monotonic() + seconds
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/salud")
            return connection.getresponse().status
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_send_notices_says_what_is_missing_or_that_nothing_was_due(migrated):
    refused = migrated("send-notices")
    assert refused.returncode == 1
    assert "ENMIENDA_MAIL_URL" in refused.stderr
    settings = {"mail_url": "smtp://localhost?from=a@example.com", "base_url": "http://localhost"}
    sent = migrated("send-notices", **settings)
    assert (sent.returncode, sent.stdout) == (0, "No había avisos por enviar.\n")


def test_serve_refuses_a_database_that_was_not_migrated(enmienda):
    refused = enmienda("serve")
    assert refused.returncode == 1
    assert "enmienda migrate" in refused.stderr
