"""The program itself: the group that its commands join, and how each of them fails."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from traceback import format_tb
from typing import Any

import click
from flask.cli import FlaskGroup, ScriptInfo
from peewee import DatabaseError, OperationalError

from webapp import create_app
from webapp.importing import UnreadableFile
from webapp.mailing.readiness import NotReady
from webapp.settings.config import BadSettings
from webapp.settings.version import VERSION
from webapp.storage import backups, schema
from webapp.storage.db import UnusableDatabase, db
from webapp.web.filters import sentence
from webapp.workflow.refusals import Invalid, Refused

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class WrongSettings(click.ClickException):
    """The command was started with settings that cannot be used."""

    exit_code = 2


class Program(FlaskGroup):
    """Says in one sentence on standard error why a command failed: 1 refused, 2 wrong use.

    What is no refusal, no mishap of files or database but a fault of the program keeps its
    traceback; of a statement that the database refused, only where it was and of what kind, for
    PostgreSQL quotes the row (R13).
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # whoever read the output had enough: click ends quietly
            raise
        except BadSettings as bad:
            raise WrongSettings(str(bad)) from None
        except (Refused, UnreadableFile, NotReady) as refused:
            with ctx.ensure_object(ScriptInfo).load_app().app_context():
                raise click.ClickException(_refusal(refused)) from None
        except (backups.CannotKeep, UnusableDatabase) as cannot:
            raise click.ClickException(str(cannot)) from None
        except (OperationalError, DatabaseError) as error:
            if type(error) not in (OperationalError, DatabaseError):
                # Its subclasses are statements that this program got wrong.
                click.echo("".join(format_tb(error.__traceback__)), err=True, nl=False)
                raise click.ClickException(type(error).__name__) from None
            raise click.ClickException(_failing_database(error)) from None
        except OSError as error:
            raise click.ClickException(_failing_file(error)) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, also where the settings are wrong."""
        return sorted(self.commands)


def _refusal(refused: Refused | UnreadableFile | NotReady) -> str:
    match refused:
        case Invalid():
            return "; ".join(f"{name}: {sentence(text)}" for name, text in refused.faults.items())
        case NotReady():
            return " ".join(sentence(each) for each in refused.lacking)
    return sentence(refused)


def _failing_database(error: Exception) -> str:
    first_line = (str(error).splitlines() or ["no answer"])[0]
    return f"the database {db.database} cannot be used: {first_line}"


def _failing_file(error: OSError) -> str:
    if error.filename is None:
        return error.strerror or str(error)
    return f"{error.filename}: {error.strerror}"


@click.group(cls=Program, create_app=create_app, add_version_option=False)
@click.version_option(VERSION, message="enmienda %(version)s")
def enmienda() -> None:
    """Consult on a plan, answer every observation, publish what changed and because of whom."""


def on_database(command: Callable[..., None]) -> Callable[..., None]:
    """Run with the database open, if it is there and current."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        with current_database():
            command(*args, **options)

    return run


@contextmanager
def current_database() -> Iterator[None]:
    """The database, open. Raises ClickException if it is not there or not up to date,
    UnusableDatabase if it is newer than the program."""
    if backups.is_missing():
        raise click.ClickException(f"{db.database} is not there: run `enmienda migrate`")
    with db.connection_context():
        schema.require_known()
        if schema.pending():
            raise click.ClickException("the database is not up to date: run `enmienda migrate`")
        yield
