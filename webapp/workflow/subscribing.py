"""Asking for the notices of a plan, or of all: by the public, confirmed from the mailbox, left at
once.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.models import Entity, Plan, Subscription
from webapp.storage.db import overwrite_erased, transaction
from webapp.values import time_zones, working_days
from webapp.values.addresses import BadAddress, deliverable
from webapp.vocabulary import Phase
from webapp.vocabulary.messages import N_
from webapp.workflow import notifying
from webapp.workflow.refusals import Invalid, WrongState

UNCONFIRMED_FOR = timedelta(days=7)
"""How long an address is kept whose owner does not confirm."""


@dataclass(frozen=True, kw_only=True)
class SubscriptionRequest:
    """The address for which notices are asked, and the leave to keep it."""

    email: str
    consent: bool

    def address(self) -> str:
        """The address, in one spelling. Raises Invalid."""
        typed, faults = "", {}
        try:
            typed = deliverable(self.email).lower()
        except BadAddress:
            faults["email"] = N_("Write an e-mail address like name@example.com.")
        if not self.consent:
            faults["consent"] = N_(
                "Tick the authorisation: without it we cannot keep your address."
            )
        if faults:
            raise Invalid(**faults)
        return typed


def subscribe(plan: Plan | None, request: SubscriptionRequest, *, at: datetime) -> None:
    """Ask for the notices of an announced plan, or without one for those of every plan; the link
    that confirms goes to the mailbox.

    What comes back says nothing of whether the address was known. Raises Invalid, WrongState.
    """
    address = request.address()
    with transaction():
        if plan and plan.fresh().public_phase(at) in (Phase.DRAFTING, Phase.CANCELLED):
            raise WrongState(N_("There will be no more notices of this plan."))
        subscription, _ = Subscription.get_or_create(
            plan=plan,
            email=address,
            defaults={
                "handle": secrets.token_hex(16),
                "created_at": at,
                "policy_version": Entity.current().privacy_version,
            },
        )
        notifying.confirmation(subscription, at=at)


def confirm(subscription: Subscription, *, at: datetime) -> None:
    """Count a subscriber from now on. Harmless when repeated."""
    with transaction():
        Subscription.update(confirmed_at=at).where(
            Subscription.id == subscription.id, Subscription.confirmed_at.is_null()
        ).execute()


def leave(subscription: Subscription) -> None:
    """Erase the address of who wants no more notices. Harmless when repeated."""
    with transaction():
        _erase(subscription)
    overwrite_erased()


def purge(*, at: datetime) -> int:
    """Erase the addresses that nobody confirmed, and those of plans long over; give how many.

    Who asked for every plan stays until they leave: there is no last plan.
    """
    over = [plan.id for plan in Plan.select() if _is_long_over(plan, at)]
    unconfirmed = Subscription.confirmed_at.is_null() & (
        Subscription.created_at <= at - UNCONFIRMED_FOR
    )
    with transaction():
        expired = list(Subscription.select().where(unconfirmed | Subscription.plan.in_(over)))
        for subscription in expired:
            _erase(subscription)
    overwrite_erased()
    return len(expired)


def _is_long_over(plan: Plan, at: datetime) -> bool:
    """Whether its newest round closed longer ago than contact data may be kept."""
    if plan.announced_round is None:
        return False
    entity = Entity.current()
    last_day = time_zones.last_day_of(plan.announced_round.closes_at, entity.zone)
    return (
        working_days.add_months(last_day, entity.retention_months)
        <= time_zones.to_local(at, entity.zone).date()
    )


def _erase(subscription: Subscription) -> None:
    notifying.forget_subscription(subscription)
    Subscription.delete().where(Subscription.id == subscription.id).execute()
