"""What the database itself refuses to alter, as long as nobody drops its triggers."""

from collections.abc import Iterator

from webapp.storage.db import is_sqlite, rows
from webapp.vocabulary.messages import N_
from webapp.workflow.verifying.findings import Checked, Fault

SQLITE = {
    "category_delete_old",
    "category_insert_new",
    "category_update_new",
    "category_update_old",
    "change_delete_old",
    "change_insert_new",
    "change_source_delete_old",
    "change_source_insert_new",
    "change_source_update_new",
    "change_source_update_old",
    "change_update_new",
    "change_update_old",
    "comment_filed",
    "comment_kept",
    "edition_delete",
    "edition_update",
    "event_delete",
    "event_update",
    "internal_report_delete",
    "internal_report_update",
    "search_entry_delete",
    "search_entry_insert",
    "search_entry_update",
    "wording_delete_old",
    "wording_insert_new",
    "wording_update_new",
    "wording_update_old",
}
POSTGRESQL = {
    "category_frozen",
    "change_frozen",
    "change_source_frozen",
    "comment_filed",
    "comment_kept",
    "edition_frozen",
    "event_kept",
    "internal_report_frozen",
    "wording_frozen",
}
"""The triggers that the migrations make, on each engine; a test holds the two equal."""


def guards() -> Iterator[Checked]:
    """Every trigger that the migrations made."""
    present = standing()
    for name in sorted(SQLITE if is_sqlite() else POSTGRESQL):
        yield Checked("guards", name, [] if name in present else [_dropped(name)])


def standing() -> set[str]:
    """The names of the triggers that the database has, and heeds."""
    found = rows(
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite()
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    return {name for (name,) in found}


def _dropped(name: str) -> Fault:
    return Fault(
        N_("The database has lost the trigger %(name)s, which guards its rows."), name=name
    )
