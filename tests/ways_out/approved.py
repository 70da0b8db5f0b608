"""Mistakes that two people made: corrections that were approved and should not have been."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tests.cast import AFTER_CLOSE, WHILE_OPEN, later
from tests.ways_out import (
    COMMENTS,
    CORRECTIONS,
    FIRST,
    PLAN,
    SLUG,
    WHY,
    Scene,
    Turn,
    Way,
    approves,
    by,
    press,
)
from tests.ways_out.answers import PAGE, REPORT, published
from tests.ways_out.observations import one_shown
from tests.ways_out.plans import NEXT_DAY, adjusted, closed, extended
from webapp.models import Plan, Staff
from webapp.models.base import Table
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    AnnulmentGround,
    AnswerState,
    CorrectionKind,
    CoverGround,
    Phase,
    Standing,
)
from webapp.workflow import annulling, correcting, covering, handling, withdrawing
from webapp.workflow.reopening import Reopening

MISTAKEN = "Así se propuso y así se aprobó."
DURING = datetime(2026, 3, 24, 15)


def _made(
    scene: Scene,
    kind: CorrectionKind,
    subject: Table,
    plan: Plan,
    *,
    details: Mapping[str, Any] | None = None,
    by: Staff,
    at: datetime,
) -> None:
    correction = correcting.propose(
        kind, subject, plan=plan, reason=MISTAKEN, details=details, by=by, at=at
    )
    correcting.approve(correction, version=correction.version, by=scene.cast.alba_approver, at=at)


def annulled(scene: Scene) -> None:
    comment = one_shown(scene)
    details = annulling.proposal(AnnulmentGround.TEST, [comment])
    _made(
        scene, CorrectionKind.ANNULMENT, comment, comment.plan, details=details,
        by=scene.cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip


def withdrawn(scene: Scene) -> None:
    plan = adjusted(scene)
    edition = plan.current_edition
    _made(
        scene, CorrectionKind.EDITION_WITHDRAWN, edition, plan,
        details=withdrawing.proposal(edition, None), by=scene.cast.elena_editor, at=NEXT_DAY,
    )  # fmt: skip


def reopened(scene: Scene) -> Plan:
    plan = closed(scene)
    again = Reopening(
        first_day=date(2026, 3, 23), last_day=date(2026, 3, 27), counts_between=False
    )  # fmt: skip
    _made(
        scene, CorrectionKind.WINDOW_REOPENED, plan.announced_round, plan,
        details=again.details(), by=scene.cast.elena_editor, at=AFTER_CLOSE,
    )  # fmt: skip
    return plan


def open_again(scene: Scene) -> None:
    reopened(scene)
    scene.clock(DURING)


def covered(scene: Scene) -> None:
    plan = published(scene).comment.plan
    details = covering.details_of(
        covering.find(plan, ["apotre"]), data=RedactionKind.NAME, ground=CoverGround.OWN_MISTAKE
    )
    _made(
        scene, CorrectionKind.COVER, plan, plan, details=details, by=scene.cast.mario_moderator,
        at=AFTER_CLOSE,
    )  # fmt: skip


def extension_withdrawn(scene: Scene) -> None:
    plan = extended(scene)
    extension = plan.announced_round.extensions.get()
    _made(
        scene, CorrectionKind.EXTENSION_WITHDRAWN, extension, plan, by=scene.cast.elena_editor,
        at=WHILE_OPEN,
    )  # fmt: skip


def recused(scene: Scene) -> None:
    comment = one_shown(scene)
    held = comment.handlings.get()
    handling.recuse(
        comment, reason="Es mi vecina.", version=held.version, by=scene.cast.rosa_responder,
        at=WHILE_OPEN,
    )  # fmt: skip
    scene.clock(later(WHILE_OPEN, minutes=1))


def taken_back(who: str, kind: str, **fields: object) -> Turn:
    """Somebody opens the correction that was a mistake, by its kind, and proposes another."""
    return by(
        who,
        *PLAN,
        "Correcciones",
        kind,
        "Fue un error: dejarla sin efecto…",
        press("Proponer", reason=WHY, **fields),
    )


APPROVED = (
    Way(
        "Se anuló un radicado por error",
        Standing.IN_TERM,
        annulled,
        (
            taken_back("mario_moderator", "Se anulan radicados"),
            approves("Se deja sin efecto la anulación de radicados"),
        ),
        public={PAGE: WHY, CORRECTIONS: WHY, f"/planes/{SLUG}/observaciones": FIRST},
        hidden={f"/planes/{SLUG}/observaciones": "Anulado"},
    ),
    Way(
        "El plan ajustado se retiró por error",
        Phase.ADJUSTED,
        withdrawn,
        (
            taken_back("elena_editor", "Se retira el plan ajustado"),
            approves("Se deja sin efecto el retiro del plan ajustado"),
        ),
        public={CORRECTIONS: WHY},
        hidden={f"/planes/{SLUG}": "se retiró", f"/planes/{SLUG}/ediciones/2": "se retiró"},
    ),
    *(
        Way(
            "El plazo se reabrió por error",
            state,
            scene,
            (
                taken_back("elena_editor", "El plazo para opinar se abre de nuevo"),
                approves("Se deja sin efecto la reapertura del plazo"),
            ),
            public={CORRECTIONS: WHY, f"/planes/{SLUG}": WHY},
        )
        for state, scene in ((Phase.ANNOUNCED, reopened), (Phase.OPEN, open_again))
    ),
    Way(
        "La ampliación se retiró por error",
        Phase.OPEN,
        extension_withdrawn,
        (
            by(
                "elena_editor",
                *PLAN,
                "Ampliar la fecha de cierre",
                press("Ampliar la fecha de cierre", last_day="2026-03-31", reason=WHY),
            ),
        ),
        public={f"/planes/{SLUG}": WHY},
    ),
    Way(
        "Se suprimieron por error palabras de lo publicado",
        AnswerState.PUBLISHED,
        covered,
        (
            by(
                "mario_moderator",
                *PLAN,
                "Correcciones",
                "Palabras suprimidas de lo publicado",
                "Fue un error: dejarla sin efecto…",
                press("Proponer", reason=WHY, passages="1"),
            ),
            approves("Se vuelven a leer palabras suprimidas"),
        ),
        public={PAGE: "Gracias por su apotre.", REPORT: "apotre", CORRECTIONS: WHY},
        hidden={PAGE: "[nombre suprimido]"},
    ),
    Way(
        "Una orden pide borrar lo que ya se suprimió",
        AnswerState.PUBLISHED,
        covered,
        (
            by(
                "mario_moderator",
                *PLAN,
                "Correcciones",
                "Palabras suprimidas de lo publicado",
                "Una orden pide borrar las palabras…",
                press("Proponer", ground="court", order="Sentencia T-100 de 2026", reason=WHY),
            ),
            approves("Se borran palabras suprimidas"),
        ),
        public={PAGE: "[nombre suprimido]", CORRECTIONS: "Sentencia T-100 de 2026"},
        hidden={PAGE: "apotre", REPORT: "apotre"},
    ),
    Way(
        "Se declaró un impedimento por error",
        Standing.IN_TERM,
        recused,
        (
            by(
                "rosa_responder",
                *COMMENTS,
                FIRST,
                "Levantar mi impedimento",
                press("Proponer", reason=WHY),
            ),
            approves("Se levanta un impedimento"),
        ),
        public={},
        hidden={CORRECTIONS: WHY},
    ),
)

WAYS = APPROVED
