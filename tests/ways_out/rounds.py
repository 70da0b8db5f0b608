"""Mistakes with the round of a plan: its dates, its channels, its actions."""

from tests.ways_out import (
    CORRECTIONS,
    PLAN,
    WHY,
    Way,
    approves,
    by,
    press,
)
from tests.ways_out.plans import (
    PUBLIC,
    announced,
    announced_and_extended,
    announced_with_a_closed_action,
    closed,
    extended,
    opened,
    with_a_closed_action,
)
from webapp.vocabulary import Phase

THE_ROUND = (
    *(
        Way(
            "Una acción se cerró a observaciones por error",
            state,
            scene,
            (
                by(
                    "elena_editor",
                    *PLAN,
                    "Categorías y acciones",
                    "Abrir canales para oír a la gente.",
                    press("Volver a recibir observaciones"),
                ),
            ),
            public={f"{PUBLIC}/acciones/1.1": "No recibió observaciones del"},
        )
        for state, scene in (
            (Phase.ANNOUNCED, announced_with_a_closed_action),
            (Phase.OPEN, with_a_closed_action),
        )
    ),
    *(
        Way(
            "El plazo no alcanza",
            state,
            scene,
            (
                by(
                    "elena_editor",
                    *PLAN,
                    "Ampliar la fecha de cierre",
                    press("Ampliar la fecha de cierre", last_day="2026-03-31", reason=WHY),
                ),
            ),
            public={PUBLIC: WHY},
        )
        for state, scene in ((Phase.ANNOUNCED, announced), (Phase.OPEN, opened))
    ),
    *(
        Way(
            "La ampliación fue un error",
            state,
            scene,
            (
                by("elena_editor", *PLAN, "Retirar la ampliación", press("Proponer", reason=WHY)),
                approves("Se retira una ampliación del plazo"),
            ),
            public={CORRECTIONS: WHY, PUBLIC: WHY},
        )
        for state, scene in ((Phase.ANNOUNCED, announced_and_extended), (Phase.OPEN, extended))
    ),
    Way(
        "El plazo cerró y alguien no pudo opinar",
        Phase.ANSWERING,
        closed,
        (
            by(
                "elena_editor",
                *PLAN,
                "Reabrir el plazo para opinar",
                press(
                    "Proponer",
                    first_day="2026-03-21",
                    last_day="2026-03-27",
                    between="si",
                    reason=WHY,
                ),
            ),
            approves("El plazo para opinar se abre de nuevo"),
        ),
        public={CORRECTIONS: WHY, PUBLIC: WHY},
    ),
    *(
        Way(
            "Un canal de recepción está mal",
            state,
            scene,
            (
                by(
                    "elena_editor",
                    *PLAN,
                    "Cambiar los canales",
                    press(
                        "Guardar",
                        channels=["web", "front_desk"],
                        details_front_desk="Carrera 7 # 8-9",
                    ),
                ),
            ),
            public={PUBLIC: "Carrera 7 # 8-9"},
        )
        for state, scene in ((Phase.ANNOUNCED, announced), (Phase.OPEN, opened))
    ),
)

WAYS = THE_ROUND
