"""The commands: `enmienda` is Flask's own command line on `create_app`."""

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from getpass import getpass
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import FlaskGroup, ScriptInfo, pass_script_info, with_appcontext
from flask_babel import gettext, ngettext

from webapp import archiving, case_files, clock, create_app, demo, keeping, migrating, server
from webapp.config import BadSettings
from webapp.db import db, let_go
from webapp.draft_checker import check
from webapp.filters import sentence, word
from webapp.importing import PlanReading, UnreadableFile, read_plan
from webapp.importing.comment_faults import CommentRowFault
from webapp.importing.comments import CommentsReading, fingerprints, read_comments
from webapp.mailing.readiness import NotReady
from webapp.mailing.sending import send_due
from webapp.models import Plan
from webapp.response_report import Superseded
from webapp.vocabulary import Channel, Role
from webapp.workflow import (
    commenting,
    dispatching,
    drafting,
    indexing,
    intake,
    mailboxes,
    staffing,
    subscribing,
    tallying,
    verifying,
)
from webapp.workflow.matching import Defaults, Matched, Mismatch, match
from webapp.workflow.record import OPERATOR
from webapp.workflow.refusals import Invalid, Refused

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
ANY_PATH = click.Path(dir_okay=False, path_type=Path)


def in_one_sentence(command: Callable[..., None]) -> Callable[..., None]:
    """Run with the database open; a refusal is one sentence on standard error and exit 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            with db.connection_context():
                command(*args, **options)
        except Invalid as invalid:
            faults = (f"{name}: {sentence(text)}" for name, text in invalid.faults.items())
            raise click.ClickException("; ".join(faults)) from None
        except (Refused, UnreadableFile) as refused:
            raise click.ClickException(sentence(refused)) from None
        except keeping.CannotKeep as cannot:
            raise click.ClickException(str(cannot)) from None

    return with_appcontext(run)


@click.group(cls=FlaskGroup, create_app=create_app, add_version_option=False)
def enmienda() -> None:
    """Consult on a plan, answer every observation, publish what changed and because of whom."""


def main() -> None:
    """Run a command. Exit 0 done, 1 refused or faults found, 2 wrong use."""
    try:
        enmienda()
    except (BadSettings, ValueError) as wrong:
        click.echo(f"Error: {wrong}", err=True)
        sys.exit(2)


@enmienda.command()
@in_one_sentence
def migrate() -> None:
    """Bring the database to the current schema."""
    applied = migrating.migrate(timezone=current_app.config["TIMEZONE"])
    for name in applied:
        click.echo(f"applied {name}")
    if applied:
        tallying.recount()
        indexing.rebuild()
    else:
        click.echo("the database is up to date")


@enmienda.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Processes; one is enough for most.")
@pass_script_info
def serve(script: ScriptInfo, host: str, port: int, workers: int) -> None:
    """Run the production server."""
    app = script.load_app()
    with db.connection_context():
        if migrating.pending():
            raise click.ClickException("the database is not up to date: run `enmienda migrate`")
    let_go()
    server.serve(app, host=host, port=port, workers=workers)


@enmienda.command("demo")
@in_one_sentence
def fill_with_sample() -> None:
    """Fill an empty database with the sample plan, open for observations, and its staff."""
    passwords = demo.fill(at=clock.now())
    click.echo("Staff of the sample, and their passwords:")
    for email, (roles, password) in passwords.items():
        click.echo(f"  {email:<32} {password}   {', '.join(roles)}")


@enmienda.command("import-plan")
@click.argument("file", type=EXISTING_FILE)
@click.option("--slug", help="The plan's address; made from the title if absent.")
@click.option("--title", help="The plan's title; the file's own if absent.")
@click.option("--preview", is_flag=True, help="Say what was read and write nothing.")
@in_one_sentence
def import_plan(file: Path, slug: str | None, title: str | None, preview: bool) -> None:
    """Make a draft from .docx, .xlsx, .csv, .tsv, .txt or .md."""
    reading = read_plan(file.name, file.read_bytes())
    _print_reading(reading)
    reading.refuse_if_incomplete()
    if preview:
        return
    title = title or reading.outline.facts.title or file.stem
    plan = drafting.import_plan(
        reading.outline,
        slug=slug or drafting.slug_of(title),
        title=title,
        by=OPERATOR,
        at=clock.now(),
    )
    click.echo(gettext("Draft made: %(address)s", address=f"/gestion/planes/{plan.slug}"))


def _print_reading(reading: PlanReading) -> None:
    outline = reading.outline
    click.echo(
        gettext(
            "%(categories)s categories, %(actions)s actions",
            categories=len(outline.categories),
            actions=outline.action_count,
        )
    )
    for category in outline.categories:
        click.echo(f"{category.number}. {category.title}")
        for row in category.actions:
            click.echo(f"   {row.code}  {row.activity[:90]}")
    findings = check(outline, joined=reading.joined)
    click.echo(gettext("%(count)s findings", count=len(findings)))
    for finding in findings:
        codes = f" ({', '.join(finding.codes)})" if finding.codes else ""
        click.echo(f"   {sentence(finding)}{codes}")
    if reading.unreadable:
        click.echo(gettext("%(count)s rows that could not be read", count=len(reading.unreadable)))
    for bad in reading.unreadable:
        click.echo(f"   {bad.row}: {sentence(bad.fault)} {bad.text[:60]}")


@enmienda.command("import-comments")
@click.argument("file", type=EXISTING_FILE)
@click.option("--plan", "slug", required=True, help="The plan's address.")
@click.option(
    "--channel",
    type=click.Choice([each.value for each in Channel]),
    help="How the rows came that do not say it.",
)
@click.option(
    "--received-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day of receipt of the rows that have none.",
)
@click.option("--preview", is_flag=True, help="Say what was read and write nothing.")
@in_one_sentence
def import_comments(
    file: Path, slug: str, channel: str | None, received_on: datetime | None, preview: bool
) -> None:
    """File the observations of an .xlsx, .csv or .tsv: all of them or none."""
    plan = Plan.find(slug)
    consultation = plan.announced_round if plan else None
    if plan is None or consultation is None:
        raise click.ClickException(
            gettext("No announced plan has the address %(slug)s.", slug=slug)
        )
    reading = read_comments(file.name, file.read_bytes())
    for column in reading.missing:
        raise click.ClickException(
            gettext("No column was found with this: %(column)s.", column=gettext(column.message))
        )
    matched = match(
        reading.rows,
        fingerprints(reading.rows),
        plan=plan,
        consultation=consultation,
        defaults=Defaults(
            channel=Channel(channel) if channel else None,
            received_on=received_on.date() if received_on else None,
        ),
        at=clock.now(),
    )
    _print_comments(reading, matched, known=len(intake.known_rows(plan, matched.rows)))
    if preview:
        return
    try:
        outcome = intake.import_comments(matched.rows, plan=plan, by=OPERATOR, at=clock.now())
    except intake.RowRefused as refused:
        why = sentence(refused)
        raise click.ClickException(
            gettext("Row %(row)s: %(why)s Nothing was filed.", row=refused.number, why=why)
        ) from None
    filed = len(outcome.filed)
    click.echo(
        ngettext("%(num)s observation was filed.", "%(num)s observations were filed.", filed)
    )


def _print_comments(reading: CommentsReading, matched: Matched, *, known: int) -> None:
    """Say what was read, with one fault of each row. Raises ClickException if there is any."""
    click.echo(gettext("%(count)s observations that can be filed", count=len(matched.rows) - known))
    click.echo(gettext("%(count)s rows filed already, left out", count=known))
    faults: list[Mismatch | CommentRowFault] = [*matched.mismatches, *reversed(reading.faults)]
    faulty = {each.row: each for each in faults}
    for row in sorted(faulty):
        click.echo(f"   {row}: {sentence(faulty[row])}", err=True)
    if faulty:
        raise click.ClickException(
            ngettext(
                "%(num)s row has to be mended. Nothing was filed.",
                "%(num)s rows have to be mended. Nothing was filed.",
                len(faulty),
            )
        )


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
@in_one_sentence
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
@in_one_sentence
def purge() -> None:
    """Erase the personal data whose time is over. Run it every day."""
    at = clock.now()
    dispatching.forget_codes(at=at)
    mailboxes.forget_mailboxes(at=at)
    click.echo(f"Erased: {commenting.purge(at=at) + subscribing.purge(at=at)}")


@enmienda.command("send-notices")
@in_one_sentence
def send_notices() -> None:
    """Send the notices that are due, once. The server does it by itself; this is for cron."""
    try:
        outcomes = send_due()
    except NotReady as not_ready:
        raise click.ClickException(" ".join(sentence(each) for each in not_ready.lacking)) from None
    for state, count in sorted(outcomes.items()):
        click.echo(f"{word(state)}: {count}")
    if not outcomes:
        click.echo(gettext("No notice was due."))


@enmienda.command()
@click.argument("slug")
@click.option("--format", "form", required=True, type=click.Choice(case_files.FORMS))
@click.option("--out", required=True, type=ANY_PATH, help="A file that is not there yet.")
@click.option("--full", is_flag=True, help="The desk's copy: originals and details of the log.")
@in_one_sentence
def export(slug: str, form: str, out: Path, full: bool) -> None:
    """Write the observations of a plan, or its whole case file (zip), as the public sees them."""
    plan = _public_plan(slug)
    base = current_app.config["BASE_URL"]
    try:
        case_files.export(out, plan, form=form, base=base, at=clock.now(), whole=full)
    except FileExistsError:
        raise click.ClickException(gettext("%(path)s is already there.", path=out)) from None
    except Superseded:
        raise click.ClickException(gettext("A report was made anew: try again.")) from None
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from None
    click.echo(gettext("Written: %(path)s", path=out))


@enmienda.command()
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path))
@in_one_sentence
def archive(slug: str, folder: Path) -> None:
    """Copy a plan's whole public side as pages that open from a disk, without this program."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # typed as the app
    base = current_app.config["BASE_URL"]
    try:
        copied = archiving.archive(app, _public_plan(slug), folder, base=base, at=clock.now())
    except OSError as error:
        raise click.ClickException(f"{folder}: {error.strerror}") from None
    for address in copied.unanswered:
        click.echo(gettext("It was not there: %(address)s", address=address), err=True)
    first = folder / "index.html"
    click.echo(
        ngettext(
            "%(num)s file. Begin with %(path)s",
            "%(num)s files. Begin with %(path)s",
            copied.files,
            path=first,
        )
    )


def _public_plan(slug: str) -> Plan:
    plan = Plan.find(slug)
    if plan is None or plan.current_edition is None:
        raise click.ClickException(gettext("No public plan has the address %(slug)s.", slug=slug))
    return plan


@enmienda.command()
@click.argument("path", type=ANY_PATH)
@in_one_sentence
def backup(path: Path) -> None:
    """Write a consistent copy of the database, also while serving."""
    keeping.backup(path)
    click.echo(f"Copy written: {path}")


@enmienda.command()
@click.argument("path", type=EXISTING_FILE)
@with_appcontext
def restore(path: Path) -> None:
    """Put a copy in place of a database that is not there. Refuses to overwrite one."""
    try:
        keeping.restore(path)
    except keeping.CannotKeep as cannot:
        raise click.ClickException(str(cannot)) from None
    click.echo("Restored.")


@enmienda.command()
@click.option("--checkpoint", type=EXISTING_FILE, help="The log's size and head, noted before.")
@in_one_sentence
def verify(checkpoint: Path | None) -> None:
    """Hold the record against the log and list every fault. Exit 1 if there is any."""
    noted = verifying.read_checkpoint(checkpoint.read_text()) if checkpoint else None
    findings = verifying.examine(noted)
    for what, count in findings.sound.items():
        click.echo(f"{what}: {count} sound")
    for fault in findings.faults:
        click.echo(sentence(fault), err=True)
    if findings.faults:
        sys.exit(1)


if __name__ == "__main__":
    os.environ.setdefault("FLASK_SKIP_DOTENV", "1")
    main()
