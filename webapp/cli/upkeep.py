"""Keeping an installation: its database, its staff, its letters, its copies, its server."""

import socket
import sys
from getpass import getpass
from pathlib import Path

import click
from flask import current_app
from flask.cli import ScriptInfo, pass_script_info
from flask_babel import gettext

from webapp import demo, server
from webapp.cli.program import EXISTING_FILE, NEW_FILE, current_database, enmienda, on_database
from webapp.mailing.sending import send_due
from webapp.storage import backups, schema
from webapp.storage.db import db, let_go
from webapp.values import clock
from webapp.vocabulary import Role
from webapp.web.filters import sentence, word
from webapp.workflow import (
    mailboxes,
    notice_delivery,
    personal_data,
    staffing,
    subscribing,
    upgrading,
    verifying,
)
from webapp.workflow.acts import OPERATOR


@enmienda.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    backups.close_to_others()
    with db.connection_context():
        schema.require_known()
        applied = upgrading.upgrade(current_app.config["TIMEZONE"], at=clock.now())
        for name in applied:
            click.echo(f"applied {name}")
        if not applied:
            click.echo("the database is up to date")


@enmienda.command(with_appcontext=False)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes; one is enough for most.",
)
@pass_script_info
def serve(script: ScriptInfo, host: str, port: int, workers: int) -> None:
    """Run the production server."""
    app = script.load_app()
    with current_database():
        pass
    let_go()
    require_free(host, port)
    click.echo(f"Listening on http://{host}:{port}/")
    server.serve(app, host=host, port=port, workers=workers)


def require_free(host: str, port: int) -> None:
    """Raise ClickException unless a server can listen there."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address[:2], family=family).close()
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (")[0]
        raise click.ClickException(f"cannot listen on {host}, port {port}: {why}") from None


@enmienda.command("demo")
@on_database
def fill_with_sample() -> None:
    """Fill an empty database with the sample plan, open for observations, and its staff."""
    passwords = demo.fill(at=clock.now())
    click.echo("Staff of the sample, and their passwords:")
    for email, (roles, password) in passwords.items():
        click.echo(f"  {email:<32} {password}   {', '.join(roles)}")


@enmienda.command("add-staff")
@click.argument("email")
@click.option("--name", required=True)
@click.option(
    "--role",
    "roles",
    required=True,
    multiple=True,
    type=click.Choice([role.value for role in Role]),
)
@on_database
def add_staff(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Make an account. The password is read from the terminal, or from standard input."""
    password = getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    staffing.add_staff(
        email=email,
        name=name,
        roles=[Role(role) for role in roles],
        password=password,
        by=OPERATOR,
        at=clock.now(),
    )
    click.echo(f"Account made: {email}")


@enmienda.command()
@on_database
def purge() -> None:
    """Erase the personal data whose time is over. Run it every day."""
    at = clock.now()
    notice_delivery.forget_codes(at=at)
    mailboxes.forget_days_over(at=at)
    click.echo(f"Erased: {personal_data.purge(at=at) + subscribing.purge(at=at)}")


@enmienda.command("send-notices")
@on_database
def send_notices() -> None:
    """Send the notices that are due, once. The server does it by itself; this is for cron."""
    outcomes = send_due()
    for state, count in sorted(outcomes.items()):
        click.echo(f"{word(state)}: {count}")
    if not outcomes:
        click.echo(gettext("No notice was due."))


@enmienda.command()
@click.argument("path", type=NEW_FILE)
def backup(path: Path) -> None:
    """Write a consistent copy of the database, also while serving."""
    backups.backup(path)
    click.echo(f"Copy written: {path}")


@enmienda.command()
@click.argument("path", type=EXISTING_FILE)
def restore(path: Path) -> None:
    """Put a copy in place of a database that is not there. Refuses to overwrite one."""
    backups.restore(path)
    click.echo("Restored. Now run `enmienda migrate`, and `enmienda purge`.")
    if last := backups.last_act():
        click.echo(
            f"The last act in it is of {last:%Y-%m-%d %H:%M} UTC. Whatever was erased, hidden, "
            "suppressed or covered after that is in it again: do that again before you serve."
        )


@enmienda.command()
@click.option("--checkpoint", type=EXISTING_FILE, help="The log's size and head, noted before.")
@on_database
def verify(checkpoint: Path | None) -> None:
    """Hold the record against the log and list every fault. Exit 1 if there is any."""
    noted = _read(checkpoint) if checkpoint else None
    findings = verifying.examine(noted)
    for what, count in findings.sound.items():
        click.echo(f"{what}: {count} sound")
    for note in findings.notes:
        click.echo(sentence(note))
    click.echo(gettext(verifying.UNCOVERED))
    for fault in findings.faults:
        click.echo(sentence(fault), err=True)
    if findings.faults:
        sys.exit(1)


def _read(checkpoint: Path) -> tuple[int, str]:
    try:
        return verifying.read_checkpoint(checkpoint.read_text())
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from None
