"""What may be done with a whole plan now: the verbs demand it here, and the pages ask it here."""

from dataclasses import dataclass
from datetime import datetime

from webapp.models import Consultation, Extension, Plan
from webapp.vocabulary import Phase, Role
from webapp.workflow.acts import Actor, require_phase, require_round
from webapp.workflow.refusals import refusal


def require_draft(plan: Plan, at: datetime) -> None:
    """Raise WrongState unless a plan is in preparation."""
    require_phase(plan, at, Phase.DRAFTING)


def require_closable(plan: Plan, at: datetime) -> None:
    """Raise WrongState unless single actions may be closed to observations, or opened again."""
    require_phase(plan, at, *(each for each in Phase if _before_the_close(each)))


def require_cancellable(plan: Plan, at: datetime) -> None:
    """Raise WrongState once a plan is adjusted, cancelled or thrown away."""
    over = (Phase.ADJUSTED, Phase.CANCELLED, Phase.DISCARDED)
    require_phase(plan, at, *(each for each in Phase if each not in over))


def require_unclosed(consultation: Consultation, at: datetime) -> Consultation:
    """A round as it stands, whose days and channels may still be said; else WrongState (R5)."""
    return require_round(consultation, at, *(each for each in Phase if _before_the_close(each)))


def require_extensible(consultation: Consultation, at: datetime) -> Consultation:
    """A round as it stands, announced and not closed; else WrongState (R5)."""
    return require_round(consultation, at, *(each for each in Phase if each.is_consulting))


def require_reopenable(consultation: Consultation, at: datetime) -> Consultation:
    """A round as it stands, closed and its report not out; else WrongState."""
    return require_round(consultation, at, Phase.ANSWERING)


def withdrawable(consultation: Consultation, at: datetime) -> Extension | None:
    """The extension of a round that may be withdrawn now."""
    if refusal(require_extensible, consultation, at):
        return None
    for extension in consultation.standing_extensions[-1:]:
        if extension.adds_time and at < extension.closes_at_before:
            return extension
    return None


def may_edit(plan: Plan, by: Actor, at: datetime) -> bool:
    """Whether a person may write in the draft of a plan now."""
    return by.has(Role.EDITOR) and not refusal(require_draft, plan, at)


def may_close_actions(plan: Plan, by: Actor, at: datetime) -> bool:
    """Whether a person may close single actions to observations, or open them again, now."""
    return by.has(Role.EDITOR) and not refusal(require_closable, plan, at)


@dataclass(frozen=True)
class PlanSteps:
    """What one person may do with a plan now."""

    edit: bool = False
    extend: bool = False
    withdraw_extension: bool = False
    reopen: bool = False
    cancel: bool = False
    take_back_cancellation: bool = False


def steps_of(plan: Plan, by: Actor, at: datetime) -> PlanSteps:
    """What a person may do with a plan now; nothing for who does not own its text."""
    if not by.has(Role.EDITOR):
        return PlanSteps()
    consultation, draft = plan.consultation, not refusal(require_draft, plan, at)
    return PlanSteps(
        edit=draft,
        extend=bool(consultation and not refusal(require_extensible, consultation, at)),
        withdraw_extension=bool(consultation and withdrawable(consultation, at)),
        reopen=bool(consultation and not refusal(require_reopenable, consultation, at)),
        cancel=not draft and not refusal(require_cancellable, plan, at),
        take_back_cancellation=not refusal(require_phase, plan, at, Phase.CANCELLED),
    )


def _before_the_close(phase: Phase) -> bool:
    return phase is Phase.DRAFTING or phase.is_consulting
