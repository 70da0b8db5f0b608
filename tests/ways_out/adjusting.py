"""Mistakes with the changes of an adjusted plan that is being prepared."""

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown, wording
from tests.ways_out import PLAN, SLUG, WHY, Press, Scene, Way, by, press
from tests.worlds import a_plan_that_gains_and_loses_an_action
from webapp.models import Plan
from webapp.vocabulary import Origin, Phase, PlanField
from webapp.workflow import adjusting

CHANGES = f"/planes/{SLUG}/cambios"
REASON = "Lo pidió quien vive en la plaza."
AFTER = "Construir un buzón en la plaza."


def changed(scene: Scene) -> Plan:
    scene.clock(AFTER_CLOSE)
    plan, editor = an_announced_plan(scene.cast), scene.cast.elena_editor
    comment = shown(filed(plan).comment, scene.cast)
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


def gaining_and_losing_an_action(scene: Scene) -> Plan:
    scene.clock(AFTER_CLOSE)
    return a_plan_that_gains_and_loses_an_action(scene.cast, out=False)


def put_right(mistake: str, scene, *steps: str | Press, outcome: str) -> Way:
    turns = (by("elena_editor", *PLAN, "Plan ajustado", *steps, outcome=outcome),)
    return Way(mistake, Phase.ANSWERING, scene, turns, public={}, hidden={CHANGES: AFTER})


WAYS = (
    put_right(
        "El motivo o la causa de un cambio está mal",
        changed,
        "Abrir este cambio",
        press("Guardar el motivo", origin="own_motion", comments=[], reason=WHY),
        outcome=WHY,
    ),
    put_right(
        "El texto de un cambio está mal",
        changed,
        "Abrir este cambio",
        "Ajustar el texto",
        press("Guardar el cambio", improvement="Construir dos buzones."),
        outcome="dos buzones",
    ),
    put_right(
        "El cambio no debía hacerse",
        changed,
        "Abrir este cambio",
        press("Deshacer este cambio"),
        outcome="Todavía no hay cambios.",
    ),
)
