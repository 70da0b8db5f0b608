"""Handing over the record in files: the case file and the tables, as the public or the desk has
them."""

from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext

from webapp.documents import case_file, open_data
from webapp.documents.case_file.voice import Voice
from webapp.documents.datasets import STREAMED, Spelling, write_workbook
from webapp.documents.open_data import DESK_OBSERVATIONS, OBSERVATIONS
from webapp.filters import day, entity, moment
from webapp.models import Plan

FORMS = ("csv", "xlsx", "json", "zip")


def write(file: BinaryIO, plan: Plan, *, address: str, at: datetime, whole: bool = False) -> None:
    """Write the case file of a plan; `whole` for the desk's copy."""
    voice = Voice(
        spelling=Spelling(gettext, entity().zone),
        moment=moment,
        day=day,
        entity_name=entity().name,
        address=address,
    )
    case_file.write(file, plan, voice=voice, at=at, whole=whole)


def export(
    path: Path, plan: Plan, *, form: str, address: str, at: datetime, whole: bool = False
) -> None:
    """Write the observations of a plan, or its case file, to a path that is still free.

    Raises FileExistsError; whatever else fails leaves no file behind.
    """
    path.open("xb").close()
    try:
        if form == "zip":
            with path.open("wb") as file:
                write(file, plan, address=address, at=at, whole=whole)
        else:
            _observations(path, plan, form, whole=whole)
    except BaseException:
        path.unlink()
        raise


def _observations(path: Path, plan: Plan, form: str, *, whole: bool) -> None:
    spelling = Spelling(gettext, entity().zone)
    columns = DESK_OBSERVATIONS if whole else OBSERVATIONS
    rows = open_data.observations(plan, spelling, desk=whole)
    if form == "xlsx":
        write_workbook(path, columns, rows, spelling)
        return
    with path.open("wb") as file:
        file.writelines(STREAMED[form](columns, rows, spelling))
