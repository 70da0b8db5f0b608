"""What the tests of the adjusted edition do and name again and again."""

from tests.cast import AFTER_CLOSE, wording
from webapp.vocabulary import Origin, PlanField
from webapp.workflow import adjusting
from webapp.workflow.adjusting import Why

ADJUST = "/gestion/planes/plan-de-prueba/ajuste"
ACTION = f"{ADJUST}/1.1"
NEW = "Construir un buzón y un formulario."
OWN_MOTION = {"origin": "own_motion", "reason": "La Mesa lo pidió en su sesión."}


def token_of(visitor):
    return visitor.get("/gestion/").form(inside=".//header")["csrf_token"]


def a_change(plan, cast, *comments, values=None):
    (change,) = adjusting.reword(
        wording(plan, "1.1"),
        values or {PlanField.IMPROVEMENT: NEW},
        Why(
            origin=Origin.OBSERVATIONS if comments else Origin.OWN_MOTION,
            reason="Lo pidieron. Así lo decidió la Mesa.",
            comments=comments,
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    return change
