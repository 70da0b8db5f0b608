"""Editions that only correct the form of an adjusted plan, or say who approved it and when, without
a new round. One person prepares and proposes it, another approves it, and so publishes it (R21)."""

from datetime import datetime
from typing import Any

from webapp.models import Category, Change, Correction, Edition, Plan, Staff, Wording
from webapp.models.base import without_salt
from webapp.models.edition_content import changes_of
from webapp.models.event import name_of
from webapp.vocabulary import CorrectionKind, Phase, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words, notifying, publishing
from webapp.workflow.acts import Actor, act, record, require_about, require_phase
from webapp.workflow.adjusting import copy_of, require_unproposed
from webapp.workflow.procedure import Procedure
from webapp.workflow.refusals import WrongState

_NONE = N_("No edition with corrections of form is being prepared.")


def start(plan: Plan, *, about: str | None = None, by: Actor, at: datetime) -> Edition:
    """The edition in preparation, copied from the adjusted plan that stands if there is none yet.

    Raises WrongState unless the plan is adjusted, and for one that was withdrawn.
    """
    with act(by, Role.EDITOR):
        require_about(about, plan)
        plan = plan.fresh()
        source = _source(plan, at)
        if plan.draft_edition:
            return plan.draft_edition
        edition = copy_of(source, at)
        record(Verb.EDITION_FORM_BEGUN, edition, by=by, at=at, plan=plan, source=source.number)
        return edition


def throw_away(plan: Plan, *, about: str | None = None, by: Actor, at: datetime) -> None:
    """Throw away the edition in preparation: the plan stays as it is published.

    Raises WrongState when there is none, or while it is proposed.
    """
    with act(by, Role.EDITOR):
        require_about(about, plan)
        plan = plan.fresh()
        require_phase(plan, at, Phase.ADJUSTED)
        edition = plan.draft_edition
        if edition is None:
            raise WrongState(_NONE)
        require_unproposed(edition)
        changes = [each.content() for each in changes_of(edition)]
        for table in (Change, Wording, Category):
            table.delete().where(table.edition == edition).execute()
        Edition.delete().where(Edition.id == edition.id).execute()
        number = edition.number
        record(
            Verb.EDITION_FORM_DROPPED,
            edition,
            by=by,
            at=at,
            plan=plan,
            number=number,
            before=changes,
        )


def proposal(edition: Edition) -> dict[str, Any]:
    """The details of a correction that publishes an edition in preparation: all that it changes."""
    return {
        "edition": edition.number,
        "changes": [each.content() for each in changes_of(edition)],
    }


def _source(plan: Plan, at: datetime) -> Edition:
    require_phase(plan, at, Phase.ADJUSTED)
    source = plan.current_edition
    if source is None or Correction.withdrawal_of(source):
        raise WrongState(N_("The adjusted plan was withdrawn: its form is not corrected."))
    return source


class EditorialEdition(Procedure):
    """An edition with corrections of form takes the place of the one that stands, which stays
    readable as it is (R1)."""

    kind = CorrectionKind.EDITORIAL_EDITION
    proposers = (Role.EDITOR,)

    def check(self, correction: Correction, *, at: datetime) -> None:
        """Raise WrongState unless it is the edition in preparation, changes something, and is what
        was proposed."""
        plan = correction.plan.fresh()
        _source(plan, at)
        edition = plan.draft_edition
        if edition is None or correction.subject != name_of(edition):
            raise WrongState(_NONE)
        wanted = proposal(edition)
        if not wanted["changes"]:
            raise WrongState(N_("Nothing has changed yet."))
        if wanted != without_salt(correction.details):
            raise WrongState(N_("It was changed after it was proposed. Read it and propose again."))
        if covered_words.changes_with_covered(edition):
            raise WrongState(covered_words.HAS_COVERED)

    def carry_out(self, correction: Correction, *, by: Staff, at: datetime) -> dict[str, Any]:
        """Publish it, and notify the subscribers; gives the digest of the edition before."""
        plan = correction.plan.fresh()
        source, edition = plan.current_edition, plan.draft_edition
        if source is None or edition is None:
            raise WrongState(_NONE)
        edition = publishing.freeze(edition, by=by, at=at)
        if plan.announced_round:
            notifying.form_corrected(edition, plan.announced_round, at=at)
        return {"digest": source.digest}

    def involved(self, correction: Correction) -> frozenset[int]:
        """Whoever wrote any of it, and whoever proposes it."""
        edition = correction.plan.fresh().draft_edition
        changes = changes_of(edition) if edition else []
        return frozenset({correction.proposed_by_id, *(each.made_by.id for each in changes)})
