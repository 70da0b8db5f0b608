"""The sections of the desk, by the names that people read."""

from dataclasses import dataclass

from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_

SECTIONS = {
    "home": N_("What is waiting"),
    "plans": N_("Plans"),
    "imports": N_("Import of a plan"),
    "reimports": N_("Corrected file of a draft"),
    "discarding": N_("Drafts thrown away"),
    "drafting": N_("Draft of a plan"),
    "documents": N_("Documents of a plan"),
    "announcing": N_("Dates and announcement"),
    "comments": N_("Observations"),
    "lists": N_("Lists kept under a name"),
    "intake": N_("Observations that come off line"),
    "intake_files": N_("Observations that come in a file"),
    "meetings": N_("Meetings"),
    "easing": N_("How easy it was to take part"),
    "handling": N_("Who has each observation; private notes"),
    "moderation": N_("Moderation: what is shown"),
    "bulk": N_("Acts on many observations at once"),
    "groups": N_("Groups of like observations"),
    "parts": N_("Letters in parts"),
    "templating": N_("Answer templates"),
    "answers": N_("Answers and their report"),
    "amending": N_("Correction of a published answer"),
    "corrections": N_("Corrections of what was published"),
    "data_requests": N_("Requests about personal data"),
    "petitions": N_("Petitions"),
    "adjusting": N_("Adjusted plan and its changes"),
    "adjusting.categories": N_("Categories of the adjusted plan"),
    "adjusting.facts": N_("What the adjusted plan says of itself"),
    "covering": N_("Words covered in what was published"),
    "erasing": N_("Covered words erased"),
    "taking_back": N_("Corrections taken back"),
    "withdrawing": N_("Withdrawal of an adjusted plan"),
    "editorial": N_("Editions with corrections of form"),
    "publishing": N_("Publication of the adjusted plan"),
    "internal_reports": N_("Internal reports of participation"),
    "publicity": N_("Publicity of the consultation and its results"),
    "reopening": N_("Reopened windows, withdrawn extensions, successors"),
    "rounds": N_("One more round of consultation"),
    "entity": N_("The entity"),
    "catalogues": N_("Catalogues"),
    "staff": N_("Staff"),
    "leaving": N_("Access of a person, and handing over what waits with them"),
    "notices": N_("Notices by e-mail"),
    "log": N_("Log"),
    "account": N_("One's own account"),
    "manual": N_("Manual for staff"),
}
"""The name of each section where the roles are explained, by its blueprint or by a page of it."""


def section_of(screen: str) -> str:
    """The section that an endpoint belongs to: that of its page, else that of its blueprint."""
    _, blueprint, *page = screen.split(".")[:-1]
    named = ".".join((blueprint, *page))
    return named if named in SECTIONS else blueprint


@dataclass(frozen=True)
class DeskAddress:
    """An address of the desk, whether it acts or only reads, and the roles it is open to."""

    address: str
    acts: bool
    roles: frozenset[Role]
