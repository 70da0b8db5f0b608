"""Where an observation belongs and what it counts for, by when it came and on what (R2, R3)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from webapp.models import Action, Consultation, Edition, Event, Plan
from webapp.models.event import name_of
from webapp.vocabulary import Standing
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.refusals import Invalid, WrongState


@dataclass(frozen=True)
class Place:
    """The round and the edition that an observation is bound to, and what it counts for."""

    consultation: Consultation
    edition: Edition
    standing: Standing


class Reception:
    """A plan as whoever receives observations off line needs it: its rounds, and when each action
    took none, read once for many."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan.fresh()
        self._read: dict[tuple[int, int], Edition] = {}

    def place(self, action: Action | None, received_at: datetime) -> Place:
        """Where what was received at an instant belongs. Nothing is turned away but what nobody can
        have read: raises WrongState while the plan is not public, Invalid for an action that it did
        not have then."""
        consultation = self.plan.round_receiving(received_at)
        if consultation is None:
            raise WrongState(N_("This plan is not public yet: nobody can have read it."))
        edition = self._edition_read(action, consultation) if action else consultation.edition
        return Place(consultation, edition, self._standing(action, consultation, received_at))

    def _edition_read(self, action: Action, consultation: Consultation) -> Edition:
        """The one consulted on; the last before it that has the action, when it was withdrawn."""
        read = action.id, consultation.id
        if read not in self._read:
            wording = action.last_wording(consultation.edition)
            if action.plan_id != self.plan.id or wording is None:
                raise Invalid(action=N_("The plan did not have that action when it was received."))
            self._read[read] = wording.edition
        return self._read[read]

    def _standing(
        self, action: Action | None, consultation: Consultation, received_at: datetime
    ) -> Standing:
        if self.plan.cancelled_at and self.plan.cancelled_at <= received_at:
            return Standing.AFTER_CANCELLATION
        if received_at < consultation.opens_at:
            return Standing.BEFORE_OPENING
        if not self._was_open(consultation, received_at):
            return Standing.LATE
        if action and not self._took_comments(action, consultation, received_at):
            return Standing.ON_CLOSED_ACTION
        return Standing.IN_TERM

    def _was_open(self, consultation: Consultation, at: datetime) -> bool:
        """Whether it takes what came then as in term: while it was open, and while it was closed
        before it was opened again, if that was decided."""
        if consultation.reopens_at is None:
            return at < consultation.closes_at
        open_then = any(each.opens_at <= at < each.closes_at for each in consultation.windows())
        return open_then or any(
            each.counts_between and each.closes_at_before <= at < each.reopens_at
            for each in consultation.standing_extensions
            if each.reopens_at
        )

    def _took_comments(self, action: Action, consultation: Consultation, at: datetime) -> bool:
        if not consultation.asks_about(action):
            return False
        following = (each for each in self._closings[name_of(action)] if each.at > at)
        event = next(following, None)
        if event is None:
            return bool(self._actions[action.id].takes_comments)
        return event.verb == Verb.ACTION_CLOSED

    @cached_property
    def _actions(self) -> dict[int, Action]:
        return {each.id: each for each in self.plan.actions}

    @cached_property
    def _closings(self) -> dict[str, list[Event]]:
        """When each action stopped taking observations, or took them again, oldest first."""
        found: defaultdict[str, list[Event]] = defaultdict(list)
        for event in (
            Event.select()
            .where(
                Event.plan == self.plan, Event.verb.in_((Verb.ACTION_CLOSED, Verb.ACTION_REOPENED))
            )
            .order_by(Event.position)
        ):
            found[event.subject].append(event)
        return found
