"""Ordinary mistakes on the command line: each ends in one sentence and exit 1 or 2."""

import os
import shutil
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.processes import Command

REFUSED, WRONG_USE = 1, 2
LONG_ENOUGH = "x" * 32
A_PASSWORD = "una clave bien larga\n"

Mistaken = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample in its database, to copy."""
    folder = tmp_path_factory.mktemp("sample")
    for name in ("migrate", "demo"):
        assert Command(name, folder=folder, environment=os.environ).wait() == 0
    return folder


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    """A folder with the sample, and with files that a command cannot use."""
    shutil.copytree(sample, tmp_path, dirs_exist_ok=True)
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "binary.bin").write_bytes(bytes(range(256)))
    (tmp_path / "taken.txt").write_text("taken")
    (tmp_path / "no-database").write_text("This is no database.\n" * 400)
    with sqlite3.connect(tmp_path / "empty.sqlite3") as empty:
        empty.execute("CREATE TABLE other (id INTEGER)")
    return tmp_path


@pytest.fixture
def mistaken(folder: Path) -> Mistaken:
    """Run a command that fails; its exit and what it wrote on standard error."""

    def run(*arguments: str, given: str = "", **settings: str) -> tuple[int, str]:
        environment = os.environ | {f"ENMIENDA_{n.upper()}": v for n, v in settings.items()}
        command = Command(*arguments, folder=folder, environment=environment, given=given)
        _, errors = command.communicate(timeout=60)
        assert command.returncode is not None
        return command.returncode, errors

    return run


def told_in_one_sentence(errors: str) -> str:
    """The one sentence; click shows the usage before what is wrong use."""
    assert "Traceback" not in errors
    usage, error, sentence = errors.partition("Error: ")
    assert error, errors
    assert not usage or usage.startswith("Usage: ")
    sentence, _, choices = sentence.strip().partition("\n")
    assert not choices or sentence.endswith("Choose from:")
    return sentence


STAFF = ("add-staff", "--role", "editor", "--name")
EXPORT = ("export", "plan-participacion-2024", "--format")
PLAN = "plan-participacion-2024"

REFUSALS = {
    # command: arguments, a word of the sentence
    "demo twice": (("demo",), "vacía"),
    "import-plan of what is no plan": (("import-plan", "binary.bin"), "formatos"),
    "import-plan of text without a plan": (("import-plan", "taken.txt"), ""),
    "import-comments to no plan": (("import-comments", "taken.txt", "--plan", "nada"), "nada"),
    "import-comments of no table": (("import-comments", "binary.bin", "--plan", PLAN), ""),
    "export of no plan": (("export", "nada", "--format", "csv", "--out", "o.csv"), "nada"),
    "export over a file": ((*EXPORT, "csv", "--out", "taken.txt"), "taken.txt"),
    "export into no folder": ((*EXPORT, "zip", "--out", "nowhere/o.zip"), "nowhere/o.zip"),
    "archive of no plan": (("archive", "nada", "copy"), "nada"),
    "archive over a file": (("archive", PLAN, "taken.txt"), "taken.txt"),
    "archive below a file": (("archive", PLAN, "taken.txt/copy"), "taken.txt"),
    "archive over a full folder": (("archive", PLAN, "instance"), "instance"),
    "backup over a file": (("backup", "taken.txt"), "already exists"),
    "backup into no folder": (("backup", "nowhere/copy"), "nowhere"),
    "restore over a database": (("restore", "taken.txt"), "already exists"),
    "send-notices without a mail server": (("send-notices",), "ENMIENDA_MAIL_URL"),
    "serve on no address of this machine": (("serve", "--host", "192.0.2.1"), "192.0.2.1"),
    "serve on no address at all": (("serve", "--host", "no.such.host.invalid"), "invalid"),
}


@pytest.mark.parametrize(("arguments", "word"), REFUSALS.values(), ids=REFUSALS)
def test_what_cannot_be_done_is_refused_in_one_sentence(mistaken, arguments, word):
    code, errors = mistaken(*arguments)
    assert code == REFUSED
    assert word in told_in_one_sentence(errors)


ACCOUNTS = {
    "no e-mail address": ("nadie", A_PASSWORD, "email"),
    "an address without its end": ("nadie@", A_PASSWORD, "email"),
    "an account that exists": ("editora@concejo.example", A_PASSWORD, "email"),
    "a weak password": ("otra@concejo.example", "corta\n", "password"),
    "no password": ("otra@concejo.example", "", "password"),
}


@pytest.mark.parametrize(("email", "password", "word"), ACCOUNTS.values(), ids=ACCOUNTS)
def test_an_account_that_cannot_be_made_is_refused_in_one_sentence(mistaken, email, password, word):
    code, errors = mistaken(*STAFF, "Nadie", email, given=password)
    assert code == REFUSED
    assert word in told_in_one_sentence(errors)


WRONG_USES = {
    "no such command": ("nothing",),
    "no such option": ("migrate", "--fast"),
    "an argument too many": ("purge", "all"),
    "import-plan of no file": ("import-plan", "nowhere.xlsx"),
    "import-plan of a folder": ("import-plan", "a-folder"),
    "import-comments without a plan": ("import-comments", "taken.txt"),
    "import-comments by no channel": (
        *("import-comments", "taken.txt", "--plan", PLAN, "--channel", "pigeon"),
    ),
    "import-comments on no day": (
        *("import-comments", "taken.txt", "--plan", PLAN, "--received-on", "ayer"),
    ),
    "add-staff without a role": ("add-staff", "a@b.example", "--name", "A"),
    "add-staff of no role": ("add-staff", "a@b.example", "--name", "A", "--role", "boss"),
    "export in no format": (*EXPORT, "pdf", "--out", "o.pdf"),
    "export to a folder": (*EXPORT, "csv", "--out", "a-folder"),
    "backup to a folder": ("backup", "a-folder"),
    "restore of no file": ("restore", "nowhere.sqlite3"),
    "restore of a folder": ("restore", "a-folder"),
    "verify against no file": ("verify", "--checkpoint", "nowhere.json"),
    "verify against a binary file": ("verify", "--checkpoint", "binary.bin"),
    "verify against another text": ("verify", "--checkpoint", "taken.txt"),
    "serve with no process": ("serve", "--workers", "0"),
    "serve with processes by name": ("serve", "--workers", "many"),
    "serve on an impossible port": ("serve", "--port", "99999"),
    "serve on port 0": ("serve", "--port", "0"),
}


@pytest.mark.parametrize("arguments", WRONG_USES.values(), ids=WRONG_USES)
def test_wrong_use_is_told_in_one_sentence(mistaken, arguments):
    code, errors = mistaken(*arguments)
    assert code == WRONG_USE
    told_in_one_sentence(errors)


DATABASES = {
    "is no database": ("sqlite:///no-database", "not a database"),
    "is a folder": ("sqlite:///a-folder", "a-folder"),
    "is not there": ("sqlite:///missing.sqlite3", "enmienda migrate"),
    "was never migrated": ("sqlite:///empty.sqlite3", "enmienda migrate"),
    "lies below a file": ("sqlite:///taken.txt/x.sqlite3", "taken.txt"),
    "does not answer": ("postgresql://u:hush@127.0.0.1:1/plan", "plan cannot be used"),
}
ON_THE_DATABASE = {
    "demo": ("demo",),
    "import-plan": ("import-plan", "instance/plan.csv"),
    "import-comments": ("import-comments", "taken.txt", "--plan", PLAN),
    "add-staff": (*STAFF, "Otra", "otra@concejo.example"),
    "purge": ("purge",),
    "send-notices": ("send-notices",),
    "export": (*EXPORT, "csv", "--out", "o.csv"),
    "archive": ("archive", PLAN, "copy"),
    "verify": ("verify",),
    "serve": ("serve",),
}


@pytest.mark.parametrize(("url", "word"), DATABASES.values(), ids=DATABASES)
def test_a_database_that_cannot_be_used_is_told_in_one_sentence(mistaken, url, word):
    code, errors = mistaken("verify", database_url=url, secret_key=LONG_ENOUGH)
    assert code == REFUSED
    assert word in told_in_one_sentence(errors)
    assert "hush" not in errors


@pytest.mark.parametrize("arguments", ON_THE_DATABASE.values(), ids=ON_THE_DATABASE)
def test_every_command_asks_for_a_database_that_is_current(mistaken, folder, arguments):
    (folder / "instance" / "plan.csv").write_text("a;b\n")
    code, errors = mistaken(*arguments, database_url="sqlite:///missing.sqlite3", given=A_PASSWORD)
    assert code == REFUSED
    assert "missing.sqlite3 is not there: run `enmienda migrate`" in told_in_one_sentence(errors)
    assert not (folder / "missing.sqlite3").exists()
    code, errors = mistaken(*arguments, database_url="sqlite:///empty.sqlite3", given=A_PASSWORD)
    assert code == REFUSED
    assert "run `enmienda migrate`" in told_in_one_sentence(errors)


@pytest.mark.parametrize("command", ["migrate", "verify"])
def test_a_damaged_database_is_told_in_one_sentence(mistaken, folder, command):
    with open(folder / "instance" / "enmienda.sqlite3", "r+b") as database:
        database.seek(0)
        database.write(b"SQLite format 3\0" + bytes(4000))
    code, errors = mistaken(command)
    assert code == REFUSED
    assert "enmienda.sqlite3 cannot be used" in told_in_one_sentence(errors)


def test_a_full_disk_is_told_in_one_sentence(mistaken):
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full")
    code, errors = mistaken("migrate", database_url="sqlite:////dev/full")
    assert code == REFUSED
    assert "full" in told_in_one_sentence(errors)


def test_a_port_that_is_taken_is_told_in_one_sentence(mistaken):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, errors = mistaken("serve", "--port", str(port))
    assert code == REFUSED
    assert f"port {port}" in told_in_one_sentence(errors)


SETTINGS = {
    "unknown": {"color": "rojo"},
    "a zone that is none": {"timezone": "Marte/Olimpo"},
    "an address without scheme": {"base_url": "concejo.example"},
    "an address that is none": {"base_url": "http://["},
    "proxies that are no number": {"trusted_proxies": "todos"},
    "proxies of another script": {"trusted_proxies": "²"},
    "a mail server by HTTP": {"mail_url": "http://concejo.example"},
    "a sender that is none": {"mail_url": "smtp://concejo.example?from=nadie"},
    "a mail server's port by name": {"mail_url": "smtp://concejo.example:mail"},
    "another database": {"database_url": "mysql://concejo"},
    "PostgreSQL without a secret": {"database_url": "postgresql://localhost/enmienda"},
    "PostgreSQL without a name": {
        "database_url": "postgresql://u:hush@localhost", "secret_key": LONG_ENOUGH,
    },
    "PostgreSQL's port by name": {
        "database_url": "postgresql://u:hush@localhost:port/x", "secret_key": LONG_ENOUGH,
    },
    "a secret that can be guessed": {"secret_key": "x" * 31},
    "a store of limits that is none": {"rate_limit_url": "memcached://localhost"},
}  # fmt: skip


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS)
def test_a_setting_that_cannot_be_used_stops_the_start_in_one_sentence(mistaken, settings):
    code, errors = mistaken("purge", **settings)
    assert code == WRONG_USE
    assert "ENMIENDA_" in told_in_one_sentence(errors)
    assert "hush" not in errors


def test_help_lists_the_commands_whatever_the_settings(folder):
    environment = os.environ | {"ENMIENDA_COLOR": "rojo"}
    command = Command("--help", folder=folder, environment=environment)
    said, errors = command.communicate(timeout=60)
    assert (command.returncode, errors) == (0, "")
    assert "import-plan" in said
