"""Throwing away a draft that was never announced, and bringing it back.

Nothing is deleted: the draft gives up its address, which the next plan may take, and no page finds
it until somebody brings it back.
"""

from datetime import datetime

from webapp.models import Plan
from webapp.vocabulary import Phase, Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record, require_phase
from webapp.workflow.drafting import free_slug_like
from webapp.workflow.plan_steps import require_draft
from webapp.workflow.refusals import WrongState


def discard(plan: Plan, *, version: int, by: Actor, at: datetime) -> None:
    """Throw away a plan of which nothing was ever public; its address is free again.

    `version` is the one of the draft that was read. Raises StaleCopy, WrongState.
    """
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_draft(plan, at)
        if plan.draft_edition is None or plan.current_edition:
            raise WrongState(N_("Something of this plan is public: it can only be cancelled."))
        claim(plan.draft_edition, version)
        Plan.update(slug=laid_aside(plan.slug, plan), discarded_at=at).where(
            Plan.id == plan.id
        ).execute()
        record(Verb.PLAN_DISCARDED, plan, by=by, at=at, plan=plan, slug=plan.slug)


def restore(plan: Plan, *, by: Actor, at: datetime) -> Plan:
    """Bring back a draft that was thrown away, at its own address, or one like it when another
    plan has taken that."""
    with act(by, Role.EDITOR):
        plan = plan.fresh()
        require_phase(plan, at, Phase.DISCARDED)
        slug = free_slug_like(former_address(plan))
        Plan.update(slug=slug, discarded_at=None).where(Plan.id == plan.id).execute()
        record(Verb.PLAN_RESTORED, plan, by=by, at=at, plan=plan, slug=slug)
        return plan.fresh()


def laid_aside(slug: str, plan: Plan) -> str:
    """What stands in the place of the address that a draft gave up: no address has a tilde."""
    return f"{slug}~{plan.id}"


def former_address(plan: Plan) -> str:
    """The address that a draft had before it was thrown away."""
    return plan.slug.partition("~")[0]
