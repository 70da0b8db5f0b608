"""Editions that came out of no round: each was approved by two, and has only what was approved."""

from collections.abc import Iterator

from webapp.models import Correction, Edition
from webapp.models.edition_content import changes_of
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, CorrectionState, Origin
from webapp.vocabulary.messages import N_
from webapp.workflow.verifying.findings import Checked, Fault
from webapp.workflow.verifying.legible import readable


def editorial_editions() -> Iterator[Checked]:
    """Every edition with corrections of form, with the changes that were proposed, all of form."""
    approved = Correction.select().where(
        Correction.kind == CorrectionKind.EDITORIAL_EDITION,
        Correction.state == CorrectionState.APPROVED,
    )
    made = {each.subject: each for each in readable(approved)}
    later = Edition.select().where(Edition.published_at.is_null(False), Edition.number > 1)
    for edition in readable(later):
        correction = made.pop(name_of(edition), None)
        yield Checked("", edition, _of_edition(edition, correction))
    for subject, correction in made.items():
        yield Checked("", subject, _missing(correction))


def _of_edition(edition: Edition, correction: Correction | None) -> Iterator[Fault]:
    if edition.is_editorial != (correction is not None) or (
        correction and not _is_as_approved(edition, correction)
    ):
        yield _not_approved_so(edition.number, edition.plan.slug)


def _is_as_approved(edition: Edition, correction: Correction) -> bool:
    changes = changes_of(edition)
    return (
        edition.published_at == correction.decided_at
        and [each.content() for each in changes] == correction.details["changes"]
        and all(each.origin is Origin.EDITORIAL_FIX for each in changes)
    )


def _missing(correction: Correction) -> Iterator[Fault]:
    yield _not_approved_so(correction.details["edition"], correction.plan.slug)


def _not_approved_so(number: int, plan: str) -> Fault:
    return Fault(
        N_("Edition %(number)s of %(plan)s, with corrections of form, is not what was approved."),
        number=number,
        plan=plan,
    )
