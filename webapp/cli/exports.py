"""Writing the public record into files."""

from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext, ngettext

from webapp import archiving
from webapp.cli.program import NEW_FILE, enmienda, on_database
from webapp.figures.response_report import Superseded
from webapp.models import Plan
from webapp.presenting import case_files
from webapp.values import clock


@enmienda.command()
@click.argument("slug")
@click.option("--format", "form", required=True, type=click.Choice(case_files.FORMS))
@click.option("--out", required=True, type=NEW_FILE, help="A file that is not there yet.")
@click.option("--full", is_flag=True, help="The desk's copy: originals and details of the log.")
@on_database
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
    click.echo(gettext("Written: %(path)s", path=out))


@enmienda.command()
@click.argument("slug")
@click.argument("folder", type=click.Path(path_type=Path))
@on_database
def archive(slug: str, folder: Path) -> None:
    """Copy a plan's whole public side as pages that open from a disk, without this program."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # typed as the app
    base = current_app.config["BASE_URL"]
    copied = archiving.archive(app, _public_plan(slug), folder, base=base, at=clock.now())
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
