"""Mistakes with corrections themselves."""

from tests.cast import WHILE_OPEN
from tests.ways_out import (
    CORRECTIONS,
    PLAN,
    SLUG,
    WHY,
    Scene,
    Way,
    approves,
    by,
    press,
)
from tests.ways_out.plans import cancelled
from webapp.models import Correction, Plan
from webapp.vocabulary import (
    CorrectionKind,
    CorrectionState,
)
from webapp.workflow import (
    correcting,
)


def proposed(scene: Scene) -> Correction:
    plan: Plan = cancelled(scene)
    return correcting.propose(
        CorrectionKind.CANCELLATION_TAKEN_BACK,
        plan,
        plan=plan,
        reason="Se propuso sin consultar.",
        by=scene.cast.elena_editor,
        at=WHILE_OPEN,
    )


def rejected(scene: Scene) -> None:
    correction = proposed(scene)
    correcting.reject(
        correction,
        note="Falta el acta.",
        version=correction.version,
        by=scene.cast.alba_approver,
        at=WHILE_OPEN,
    )


def withdrawn(scene: Scene) -> None:
    correction, editor = proposed(scene), scene.cast.elena_editor
    correcting.take_back(correction, version=correction.version, by=editor, at=WHILE_OPEN)


def taken_back_by_mistake(scene: Scene) -> None:
    correction = proposed(scene)
    correcting.approve(
        correction, version=correction.version, by=scene.cast.alba_approver, at=WHILE_OPEN
    )


CORRECTED = (
    Way(
        "Se propuso una corrección por error",
        CorrectionState.PROPOSED,
        proposed,
        (
            by(
                "elena_editor",
                *PLAN,
                "Correcciones",
                "Se deja sin efecto la cancelación del plan",
                press("Retirar la propuesta"),
            ),
        ),
        public={},
        hidden={CORRECTIONS: "Se propuso sin consultar."},
    ),
    *(
        Way(
            "Una corrección no se aprobó o se retiró",
            state,
            scene,
            (
                by(
                    "elena_editor",
                    *PLAN,
                    "Dejar sin efecto la cancelación",
                    press("Proponer", reason=WHY),
                ),
                approves("Se deja sin efecto la cancelación del plan"),
            ),
            public={CORRECTIONS: WHY},
        )
        for state, scene in (
            (CorrectionState.REJECTED, rejected),
            (CorrectionState.TAKEN_BACK, withdrawn),
        )
    ),
    Way(
        "La corrección aprobada fue el error",
        CorrectionState.APPROVED,
        taken_back_by_mistake,
        (by("elena_editor", *PLAN, "Cancelar el plan…", press("Cancelar el plan", reason=WHY)),),
        public={f"/planes/{SLUG}": WHY, CORRECTIONS: "Se propuso sin consultar."},
    ),
)

WAYS = CORRECTED
