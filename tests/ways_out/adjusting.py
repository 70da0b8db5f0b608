"""Mistakes with the changes of an adjusted plan that is being prepared."""

from tests.cast import AFTER_CLOSE, filed, shown, wording
from tests.ways_out import PLAN, SLUG, WHY, Press, Scene, Way, by, press
from tests.ways_out.plans import closed, reported
from webapp.models import Comment, Plan
from webapp.vocabulary import Origin, Phase, PlanField
from webapp.workflow import adjusting

CHANGES = f"/planes/{SLUG}/cambios"
REASON = "Lo pidió quien vive en la plaza."
AFTER = "Construir un buzón en la plaza."


def changed(scene: Scene) -> Plan:
    plan = closed(scene)
    return _changed(plan, shown(filed(plan).comment, scene.cast), scene)


def changed_after_the_report(scene: Scene) -> Plan:
    plan = reported(scene)
    return _changed(plan, plan.comments.get(), scene)


def _changed(plan: Plan, comment: Comment, scene: Scene) -> Plan:
    editor = scene.cast.elena_editor
    adjusting.start_edition(plan, by=editor, at=AFTER_CLOSE)
    current = wording(plan, "1.1")
    adjusting.reword(
        current,
        {PlanField.IMPROVEMENT: AFTER},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason=REASON, comments=[comment]),
        version=current.version,
        by=editor,
        at=AFTER_CLOSE,
    )
    return plan.fresh()


def put_right(mistake: str, *steps: str | Press, outcome: str) -> tuple[Way, ...]:
    turns = (by("elena_editor", *PLAN, "Plan ajustado", *steps, outcome=outcome),)
    return tuple(
        Way(mistake, state, scene, turns, public={}, hidden={CHANGES: AFTER})
        for state, scene in (
            (Phase.ANSWERING, changed),
            (Phase.REPORT_PUBLISHED, changed_after_the_report),
        )
    )


WAYS = (
    *put_right(
        "El motivo o la causa de un cambio está mal",
        "Abrir este cambio",
        press("Guardar el motivo", origin="own_motion", comments=[], reason=WHY),
        outcome=WHY,
    ),
    *put_right(
        "El texto de un cambio está mal",
        "Abrir este cambio",
        "Ajustar el texto",
        press("Guardar el cambio", improvement="Construir dos buzones."),
        outcome="dos buzones",
    ),
    *put_right(
        "El título, el resumen o la aprobación del plan ajustado están mal",
        "Cambiar los datos del plan",
        press("Guardar el cambio", minutes="Acta 12", origin="own_motion", reason=WHY),
        outcome="Acta 12",
    ),
    *put_right(
        "Al plan ajustado le falta una categoría",
        "Agregar una categoría",
        press("Agregar la categoría", title="Controlar", origin="own_motion", reason=WHY),
        outcome="Controlar",
    ),
    *put_right(
        "Al plan ajustado le sobra una categoría",
        *(
            step
            for code in ("2.1.1", "2.1")
            for step in (
                f"/gestion/planes/{SLUG}/ajuste/{code}",
                "Retirar la acción",
                press("Retirar la acción", origin="own_motion", reason=WHY),
            )
        ),
        "Retirar esta categoría",
        press("Retirar la categoría", origin="own_motion", reason=WHY),
        outcome="Categoría retirada",
    ),
    *put_right(
        "El cambio no debía hacerse",
        "Abrir este cambio",
        press("Deshacer este cambio"),
        outcome="Todavía no hay cambios.",
    ),
)
