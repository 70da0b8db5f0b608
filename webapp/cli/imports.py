"""Reading files into the database: a plan, and observations gathered off line."""

from datetime import datetime
from pathlib import Path

import click
from flask_babel import gettext, ngettext

from webapp.cli.program import EXISTING_FILE, enmienda, on_database
from webapp.importing import PlanReading, read_plan
from webapp.importing.comment_faults import CommentRowFault
from webapp.importing.comments import CommentsReading, fingerprints, read_comments
from webapp.models import Plan
from webapp.values import clock
from webapp.values.draft_checker import check
from webapp.vocabulary import Channel
from webapp.web.filters import sentence
from webapp.workflow import drafting, intake
from webapp.workflow.acts import OPERATOR
from webapp.workflow.matching_rows import Defaults, Matched, Mismatch, match


@enmienda.command("import-plan")
@click.argument("file", type=EXISTING_FILE)
@click.option("--slug", help="The plan's address; made from the title if absent.")
@click.option("--title", help="The plan's title; the file's own if absent.")
@click.option("--preview", is_flag=True, help="Say what was read and write nothing.")
@on_database
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
@on_database
def import_comments(
    file: Path, slug: str, channel: str | None, received_on: datetime | None, preview: bool
) -> None:
    """File the observations of an .xlsx, .csv or .tsv: all of them or none."""
    plan = Plan.find(slug)
    if plan is None or plan.announced_round is None:
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
        click.echo(f"   {row}: {_without_the_cell(faulty[row])}", err=True)
    if faulty:
        raise click.ClickException(
            ngettext(
                "%(num)s row has to be mended. Nothing was filed.",
                "%(num)s rows have to be mended. Nothing was filed.",
                len(faulty),
            )
        )


def _without_the_cell(fault: Mismatch | CommentRowFault) -> str:
    """A fault of a row, and the column that it is in, without what stands in a cell that could not
    be read: it may be somebody's data, and what a command prints is kept in logs (R13)."""
    if isinstance(fault, Mismatch):
        return sentence(fault)
    column = [gettext(fault.column.message)] if fault.column else []
    return ": ".join([*column, sentence(fault, text="…")])
