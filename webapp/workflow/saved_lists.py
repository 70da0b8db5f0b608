"""Lists that someone looks at often, kept under a name."""

from datetime import datetime

from webapp.models import SavedFilter, Staff
from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import act, record
from webapp.workflow.refusals import Invalid, NotAllowed

LONGEST = 60
"""Characters that the name of a list may have."""
KEEPERS = tuple(role for role in Role if role is not Role.AUDITOR)
"""Whoever audits writes nothing, not even this."""


def keep(name: str, query: str, *, by: Staff, at: datetime) -> SavedFilter:
    """Save the filters of a list's address under a name; the same name again replaces them.

    Raises Invalid without a name or without filters.
    """
    name = " ".join(name.split())
    if not name:
        raise Invalid(name=N_("Write a name for this list."))
    if len(name) > LONGEST:
        raise Invalid(name=N_("The name can have up to 60 characters."))
    if not query:
        raise Invalid(name=N_("Apply a filter first: this is the whole list."))
    with act(by, *KEEPERS):
        found = SavedFilter.get_or_none(SavedFilter.staff == by, SavedFilter.name == name)
        saved = found or SavedFilter(staff=by, name=name)
        saved.query = query
        saved.save()
        # What was looked for stays out of the log: it may be someone's name (R13).
        record(Verb.FILTER_KEPT, saved, by=by, at=at)
        return saved


def forget(saved: SavedFilter, *, by: Staff, at: datetime) -> None:
    """Delete a saved list. Raises NotAllowed for anyone else's."""
    if saved.staff_id != by.id:
        raise NotAllowed(N_("This list is someone else's."))
    with act(by, *KEEPERS):
        SavedFilter.delete().where(SavedFilter.id == saved.id).execute()
        record(Verb.FILTER_FORGOTTEN, saved, by=by, at=at)
