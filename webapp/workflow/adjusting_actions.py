"""Actions that the adjusted edition has and the one before has not, or the other way round.

What an action is, new or withdrawn, is stored nowhere: each of its fields goes from nothing to
something, or from something to nothing, and each of these changes says why (R9).
"""

from collections.abc import Mapping
from datetime import datetime

from webapp.models import Category, Change, Staff, Wording
from webapp.models.change import as_text
from webapp.vocabulary import WORDING_FIELDS, PlanField, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow import indexing
from webapp.workflow.acts import act, claim, record, require_about
from webapp.workflow.adjusting import Why, alter, require_adjustable, require_standing
from webapp.workflow.drafting import check_wording, place_action
from webapp.workflow.incorporating import checking_incorporations
from webapp.workflow.refusals import WrongState


def add_action(
    category: Category,
    values: Mapping[PlanField, object],
    why: Why,
    *,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> Wording:
    """Add an action at the end of a category of the edition being adjusted, and say why.

    Its code is one that the plan never gave. Raises Invalid (R9), WrongState on a published
    edition (R1).
    """
    edition = category.edition
    with act(by, Role.EDITOR):
        require_about(about, edition.plan)
        source = require_adjustable(edition, at, in_round=True)
        check_wording(values)
        why.check(edition)
        wording = place_action(category, values)
        # What the public searches is found in the plan's order: those behind have moved on.
        indexing.add_actions(source)
        record(Verb.ACTION_ADDED, wording, by=by, at=at, plan=edition.plan, after=wording.content())
        for field in WORDING_FIELDS:
            after = as_text(getattr(wording, field.value))
            if after:
                alter(
                    edition, category, wording.action, field,
                    before="", after=after, why=why, by=by, at=at,
                )  # fmt: skip
        return wording


def withdraw(
    wording: Wording,
    why: Why,
    *,
    version: int,
    about: str | None = None,
    by: Staff,
    at: datetime,
) -> list[Change]:
    """Take an action out of the edition being adjusted, and say why. It stays in the editions
    before, under its code.

    Raises Invalid (R9), StaleCopy (R12), WrongState on a published edition (R1), for an action
    that is new in this one, and for one whose continuation stands.
    """
    edition, action = wording.edition, wording.action
    with act(by, Role.EDITOR), checking_incorporations(edition):
        require_about(about, edition.plan)
        source = require_standing(wording, at, in_round=True)
        why.check(edition)
        original = action.wording_in(source)
        if original is None:
            raise WrongState(N_("This action is new: undo it instead of withdrawing it."))
        if any(each.wording_in(edition) for each in action.continuations):
            raise WrongState(N_("Withdraw its continuation first."))
        claim(wording, version)
        record(
            Verb.ACTION_WITHDRAWN,
            wording,
            by=by,
            at=at,
            plan=edition.plan,
            before=wording.content(),
        )
        Wording.delete().where(Wording.id == wording.id).execute()
        # The activity is always among them, so that an action without any text has its change too.
        changes = [
            alter(
                edition, wording.category, action, field,
                before=as_text(getattr(original, field.value)), after="", why=why, by=by, at=at,
                whole=field is PlanField.ACTIVITY, over=version,
            )
            for field in WORDING_FIELDS
        ]  # fmt: skip
        return [each for each in changes if each]
