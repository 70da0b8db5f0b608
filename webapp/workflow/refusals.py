"""Why a verb may say no. Messages are message ids with parameters; views translate them."""

from collections.abc import Callable
from typing import Any, ParamSpec

from webapp.models import Versioned
from webapp.vocabulary.messages import N_

Rule = ParamSpec("Rule")


class Refused(Exception):
    """An act that the rules do not allow."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message)
        self.message = message
        self.params = params


class NotAllowed(Refused):
    """The person lacks the role, or may not act on this row."""


class WrongState(Refused):
    """Not in this phase, or already done."""


class OtherRound(WrongState):
    """The form was opened on another round or edition of the plan than stands now (R12)."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "You opened this form on another round or edition of the plan. Read what stands "
                "now: if you still want the same, send it again."
            )
        )


class WindowClosed(WrongState):
    """The consultation does not take observations at this instant (R5)."""


class StaleCopy(Refused):
    """Someone else saved first (R12). Carries the row as it stands now."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(N_("Someone else changed this while you were editing it."))
        self.current = current


class EditionChanged(StaleCopy):
    """The plan was adjusted after the person read it (R2). Carries the edition of now."""

    def __init__(self, current: Versioned) -> None:
        super().__init__(current)
        self.message = N_(
            "The plan was adjusted after you opened this form. Read what it says now: if you still "
            "want to say the same, send it again."
        )


class Invalid(Refused):
    """Input that breaks a rule, field by field."""

    def __init__(self, **faults: str) -> None:
        super().__init__(N_("Please review the fields that are marked."))
        self.faults = faults


class Incomplete(Refused):
    """Something must be done before; `missing` lists it."""

    def __init__(self, message: str, missing: list[Any]) -> None:
        super().__init__(message, count=len(missing))
        self.missing = missing


def refusal(
    rule: Callable[Rule, object], *args: Rule.args, **kwargs: Rule.kwargs
) -> Refused | None:
    """Why a rule refuses, or None: what a page asks of the rules that a verb checks."""
    try:
        rule(*args, **kwargs)
    except (NotAllowed, WrongState) as refused:
        return refused
    return None
