"""What goes wrong with a consultation, and the way out of each: the table that
`tests/views/desk/test_ways_out.py` walks and that the manual tells as `salidas`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tests.cast import Cast
from webapp.vocabulary.messages import Worded


@dataclass(frozen=True)
class Scene:
    """Whom and when a mistake is brought about with."""

    cast: Cast
    clock: Callable[[datetime], None]


@dataclass(frozen=True)
class Press:
    """Filling a form and sending it by one of its buttons."""

    button: str
    fields: dict[str, object] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Turn:
    """What one person does: from the desk's first screen, the links followed and the forms sent;
    and what the last page says."""

    who: str
    steps: tuple[str | Press, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Way:
    """A mistake, as the manual names it, and the way out of it in one state."""

    mistake: str
    state: Worded
    scene: Callable[[Scene], object]
    turns: tuple[Turn, ...]
    public: dict[str, str]
    """What the public reads afterwards, by address."""
    hidden: dict[str, str] = field(default_factory=dict)
    """What it does not read."""

    @property
    def act(self) -> str:
        """The first link or button of the way that is not on the way to everything."""
        steps = (each for each in self.turns[0].steps if each not in EVERYWHERE)
        first = next(steps)
        return (first.button if isinstance(first, Press) else first).removesuffix("…")

    def __str__(self) -> str:
        return f"{type(self.state).__name__}.{self.state.name}: {self.mistake}"


def by(who: str, *steps: str | Press, outcome: str = "") -> Turn:
    """What one person does."""
    return Turn(who, steps, outcome)


def press(button: str, **fields: object) -> Press:
    """Send a form by one of its buttons."""
    return Press(button, fields)


SLUG = "plan-de-prueba"
FIRST, SECOND = (f"CMC-2026-{number:06d}" for number in (1, 2))
PLAN = ("Planes", "Plan de prueba")
COMMENTS = (*PLAN, "Observaciones")
WHY = "Se hizo por error y así consta en el acta 4."
"""A public reason."""
EVERYWHERE = {*COMMENTS, FIRST, SECOND, f"/gestion/planes/{SLUG}", "Abrir la respuesta", "El buzón"}
"""What leads to an observation, its answer, its group: not yet the way out."""
CORRECTIONS = f"/planes/{SLUG}/correcciones"


def approves(kind: str) -> Turn:
    """Somebody else reads the correction that waits, named by its kind, and approves it."""
    return by(
        "alba_approver",
        "1 corrección por aprobar",
        kind,
        press("Aprobar la corrección"),
        outcome="La corrección quedó hecha.",
    )
