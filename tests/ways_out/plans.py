"""Mistakes with a plan and its adjusted edition."""

from datetime import date, datetime

from tests.canaries import replaced
from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    filed,
    later,
    shown,
)
from tests.ways_out import (
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
from tests.worlds import an_adjusted_plan, answered, form_corrected
from webapp.models import Document, Plan
from webapp.vocabulary import CorrectionState, Phase
from webapp.workflow import announcing, answering, discarding, drafting

PUBLIC = f"/planes/{SLUG}"


CORRECTED_FILE = (
    "Categoría;Actividad de gestión;Alternativa de mejora;Plazo\n"
    "Escuchar;Abrir canales para oír a la gente.;Construir tres mecanismos.;3 meses\n"
).encode()


NEXT_DAY = later(AFTER_CLOSE, days=1)


def drafted(scene: Scene) -> Plan:
    scene.clock(MONDAY)
    return a_draft(scene.cast)


def discarded(scene: Scene) -> Plan:
    plan = drafted(scene)
    version = plan.draft_edition.version
    discarding.discard(plan, version=version, by=scene.cast.elena_editor, at=MONDAY)
    return plan


def announced(scene: Scene) -> Plan:
    scene.clock(MONDAY)
    return an_announced_plan(scene.cast)


def opened(scene: Scene) -> Plan:
    scene.clock(WHILE_OPEN)
    return an_announced_plan(scene.cast)


def closed(scene: Scene) -> Plan:
    scene.clock(AFTER_CLOSE)
    return an_announced_plan(scene.cast)


def reported(scene: Scene) -> Plan:
    """Somebody was answered, and the report is out; the plan is not adjusted."""
    plan = closed(scene)
    answered(shown(filed(plan).comment, scene.cast), scene.cast)
    answering.publish_report(plan, by=scene.cast.alba_approver, at=AFTER_CLOSE)
    return plan.fresh()


def adjusted(scene: Scene) -> Plan:
    scene.clock(NEXT_DAY)
    return an_adjusted_plan(scene.cast)


def with_its_form_corrected(scene: Scene) -> Plan:
    return form_corrected(adjusted(scene), scene.cast, at=NEXT_DAY)


def adjusted_beside_another(scene: Scene) -> Plan:
    an_announced_plan(scene.cast, "otro-plan")
    return adjusted(scene)


def with_a_closed_action(scene: Scene) -> Plan:
    return _with_a_closed_action(opened(scene), scene, WHILE_OPEN)


def announced_with_a_closed_action(scene: Scene) -> Plan:
    plan = _with_a_closed_action(announced(scene), scene, MONDAY)
    scene.clock(later(MONDAY, minutes=10))
    return plan


def _with_a_closed_action(plan: Plan, scene: Scene, at: datetime) -> Plan:
    why = "La ordena una norma y no se puede cambiar."
    action = plan.public_action("1.1")
    drafting.close_action(action, reason=why, by=scene.cast.elena_editor, at=at)
    return plan


def extended(scene: Scene) -> Plan:
    return _extended(opened(scene), scene, WHILE_OPEN)


def announced_and_extended(scene: Scene) -> Plan:
    return _extended(announced(scene), scene, MONDAY)


def _extended(plan: Plan, scene: Scene, at: datetime) -> Plan:
    announcing.extend(
        plan.announced_round,
        last_day=date(2026, 3, 24),
        reason="Lo pidieron tres juntas de acción comunal.",
        version=plan.announced_round.version,
        by=scene.cast.elena_editor,
        at=at,
    )
    return plan


def cancelled(scene: Scene) -> Plan:
    plan = opened(scene)
    why = "Se rehará con más tiempo."
    announcing.cancel(plan, reason=why, by=scene.cast.elena_editor, at=WHILE_OPEN)
    return plan


def cancelled_beside_another(scene: Scene) -> Plan:
    an_announced_plan(scene.cast, "otro-plan")
    return cancelled(scene)


def replaced_by_another(scene: Scene) -> Plan:
    plan = cancelled_beside_another(scene)
    other = Plan.find("otro-plan")
    announcing.name_successor(plan, other, by=scene.cast.elena_editor, at=WHILE_OPEN)
    return plan


def cancelled_with_a_letter(scene: Scene) -> Plan:
    plan = opened(scene)
    shown(filed(plan).comment, scene.cast)
    why = "Se rehará con más tiempo."
    announcing.cancel(plan, reason=why, by=scene.cast.elena_editor, at=WHILE_OPEN)
    return plan


THE_PLAN = (
    Way(
        "El borrador tiene un dato equivocado",
        Phase.DRAFTING,
        drafted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Cambiar los datos del plan",
                press("Guardar", title="Plan de mejoramiento"),
                outcome="Plan de mejoramiento",
            ),
        ),
        public={},
    ),
    Way(
        "El borrador no debía existir",
        Phase.DRAFTING,
        drafted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Descartar el borrador…",
                press("Descartar el borrador"),
                outcome="El borrador se descartó.",
            ),
        ),
        public={},
    ),
    Way(
        "El borrador se descartó por error",
        Phase.DISCARDED,
        discarded,
        (
            by(
                "elena_editor",
                "Planes",
                "Borradores descartados",
                press("Recuperar el borrador"),
                outcome="Plan de prueba",
            ),
        ),
        public={},
    ),
    Way(
        "El borrador salió de un archivo con errores",
        Phase.DRAFTING,
        drafted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Categorías y acciones",
                "Traer un archivo corregido",
                press("Leer el archivo", file=CORRECTED_FILE),
                press("Hacer estos cambios en el borrador"),
                outcome="El borrador dice ahora lo que dice el archivo.",
            ),
        ),
        public={},
    ),
    Way(
        "Un documento del borrador está mal",
        Phase.DRAFTING,
        drafted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Documentos de soporte",
                press("Quitar Diagnóstico"),
            ),
        ),
        public={},
    ),
    *(
        Way(
            "El plan no debe seguir",
            state,
            scene,
            (
                by(
                    "elena_editor",
                    *PLAN,
                    "Cancelar el plan…",
                    press("Cancelar el plan", reason=WHY),
                    outcome=WHY,
                ),
            ),
            public={PUBLIC: WHY},
        )
        for state, scene in (
            (Phase.ANNOUNCED, announced),
            (Phase.OPEN, opened),
            (Phase.ANSWERING, closed),
            (Phase.REPORT_PUBLISHED, reported),
        )
    ),
    Way(
        "El plan se canceló por error",
        Phase.CANCELLED,
        cancelled,
        (
            by(
                "elena_editor",
                *PLAN,
                "Dejar sin efecto la cancelación",
                press("Proponer", reason=WHY),
                outcome="Otra persona debe aprobarla",
            ),
            approves("Se deja sin efecto la cancelación del plan"),
        ),
        public={CORRECTIONS: WHY, PUBLIC: "Puede opinar hasta"},
    ),
    Way(
        "El plan cancelado se reemplaza por otro",
        Phase.CANCELLED,
        cancelled_beside_another,
        (
            by(
                "elena_editor",
                "Planes",
                f"/gestion/planes/{SLUG}",
                "El plan que lo reemplaza",
                press("Guardar", successor="otro-plan"),
            ),
        ),
        public={PUBLIC: "Lo reemplaza: Plan de prueba"},
    ),
    Way(
        "El plan que lo reemplaza se nombró por error",
        Phase.CANCELLED,
        replaced_by_another,
        (
            by(
                "elena_editor",
                "Planes",
                f"/gestion/planes/{SLUG}",
                "El plan que lo reemplaza",
                press("Guardar", successor=""),
            ),
        ),
        public={PUBLIC: "Se rehará con más tiempo."},
        hidden={PUBLIC: "Lo reemplaza"},
    ),
    Way(
        "En un plan cancelado quedó algo sin responder",
        Phase.CANCELLED,
        cancelled_with_a_letter,
        (
            by(
                "rosa_responder",
                *PLAN,
                "Observaciones",
                FIRST,
                "Escribir la respuesta",
                press(
                    "Enviar a aprobación",
                    decision="informative_reply",
                    text="El plan se rehará y su propuesta se leerá otra vez.",
                    reason="El plan se canceló: su propuesta queda para el que lo reemplace.",
                ),
            ),
            by(
                "alba_approver",
                FIRST,
                press("Aprobar esta respuesta"),
            ),
            by(
                "alba_approver",
                *PLAN,
                "Observaciones",
                FIRST,
                "Abrir la respuesta",
                press("Publicar esta respuesta ahora"),
            ),
        ),
        public={f"/observaciones/{FIRST}": "El plan se rehará y su propuesta se leerá otra vez."},
    ),
    Way(
        "El plan ajustado no debió publicarse",
        Phase.ADJUSTED,
        adjusted_beside_another,
        (
            by(
                "elena_editor",
                "Planes",
                f"/gestion/planes/{SLUG}",
                "Retirar el plan ajustado",
                press("Proponer", reason=WHY, successor="otro-plan"),
            ),
            approves("Se retira el plan ajustado"),
        ),
        public={PUBLIC: WHY, f"{PUBLIC}/ediciones/2": "se retiró", CORRECTIONS: WHY},
    ),
    Way(
        "El plan ajustado tiene una errata, o le faltan los datos de su aprobación",
        Phase.ADJUSTED,
        adjusted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Corregir la forma del plan",
                press("Empezar la edición"),
                "Cambiar los datos del plan",
                press("Guardar el cambio", approved_by="Plenaria", minutes="Acta 40", reason=WHY),
                "Proponer la edición",
                press("Proponer", reason=WHY),
            ),
            approves("Edición con correcciones de forma"),
        ),
        public={
            f"{PUBLIC}/cambios": "La edición 3 solo tiene correcciones de forma",
            f"{PUBLIC}/ediciones/3": "Acta 40",
            f"{PUBLIC}/ediciones/2": "Edición 3",
            CORRECTIONS: WHY,
        },
    ),
    Way(
        "Una edición con correcciones de forma se aprobó por error",
        Phase.ADJUSTED,
        with_its_form_corrected,
        (
            by(
                "elena_editor",
                *PLAN,
                "Corregir la forma del plan",
                press("Empezar la edición"),
                f"/gestion/planes/{SLUG}/ajuste/1.1",
                press(
                    "Guardar el cambio", activity="Abrir canales para oír a la gente.", reason=WHY
                ),
                f"/gestion/planes/{SLUG}/ajuste",
                "Proponer la edición",
                press("Proponer", reason=WHY),
            ),
            approves("Edición con correcciones de forma"),
        ),
        public={
            f"{PUBLIC}/cambios": "La edición 4 solo tiene correcciones de forma",
            f"{PUBLIC}/ediciones/3": "Abrir más canales",
            CORRECTIONS: WHY,
        },
        hidden={f"{PUBLIC}/ediciones/4": "Abrir más canales"},
    ),
    Way(
        "El plan ajustado quedó con un error de fondo",
        Phase.ADJUSTED,
        adjusted,
        (
            by(
                "elena_editor",
                *PLAN,
                "Anunciar otra ronda",
                press(
                    "Continuar",
                    first_day="2026-03-24",
                    last_day="2026-04-10",
                ),
                press("Anunciar la ronda"),
            ),
        ),
        public={PUBLIC: "ronda"},
    ),
)


COVERED = tuple(
    Way(
        "Un texto publicado tiene datos que la ley obliga a suprimir",
        state,
        scene,
        (
            by(
                who,
                *PLAN,
                "Suprimir palabras",
                press(
                    "Buscar las palabras",
                    words="Divulgar",
                    data="name",
                    ground="court",
                    order="Sentencia T-100 de 2026",
                    reason=WHY,
                ),
                press("Proponer"),
            ),
            approves("Palabras suprimidas de lo publicado"),
        ),
        public={
            f"{PUBLIC}/acciones/1.2": "[nombre suprimido]",
            f"{PUBLIC}/ediciones/1": "[nombre suprimido] el plan.",
            CORRECTIONS: "Sentencia T-100 de 2026",
        },
        hidden={f"{PUBLIC}/acciones/1.2": "Divulgar", f"{PUBLIC}/ediciones/1": "Divulgar"},
    )
    for state, scene, who in (
        (Phase.ANNOUNCED, announced, "elena_editor"),
        (Phase.OPEN, opened, "mario_moderator"),
        (Phase.ANSWERING, closed, "elena_editor"),
        (Phase.REPORT_PUBLISHED, reported, "elena_editor"),
        (Phase.ADJUSTED, adjusted, "mario_moderator"),
        (Phase.CANCELLED, cancelled, "elena_editor"),
    )
)


def puts_a_clean_copy(who: str, order: str, *, erases: bool = False) -> tuple[Turn, ...]:
    """Somebody proposes a clean copy of the plan's document by an order, another approves it."""
    return (
        by(
            who,
            *PLAN,
            "Documentos de soporte",
            "Poner una copia limpia en su lugar",
            press(
                "Proponer",
                file=b"Cifras;Cuantas\nVecinos;4\n",
                ground="court",
                order=order,
                reason=WHY,
                **({"erases": "y"} if erases else {}),
            ),
        ),
        approves("Una copia limpia reemplaza un documento"),
    )


REPLACED = tuple(
    Way(
        "Un documento publicado tiene datos que la ley obliga a suprimir",
        state,
        scene,
        puts_a_clean_copy(who, "Sentencia T-100 de 2026", erases=erased),
        public={PUBLIC: "Copia limpia desde", CORRECTIONS: "Sentencia T-100 de 2026"},
        hidden={PUBLIC: "diagnostico.pdf"},
    )
    for state, scene, who, erased in (
        (Phase.ANNOUNCED, announced, "elena_editor", False),
        (Phase.OPEN, opened, "mario_moderator", True),
        (Phase.ANSWERING, closed, "elena_editor", False),
        (Phase.REPORT_PUBLISHED, reported, "elena_editor", False),
        (Phase.ADJUSTED, adjusted, "mario_moderator", True),
        (Phase.CANCELLED, cancelled, "elena_editor", False),
    )
)


def wrongly_replaced(scene: Scene) -> None:
    (document,) = Document.listed(closed(scene))
    replaced(document, scene.cast)


WRONGLY_REPLACED = (
    Way(
        "La copia limpia que se puso no era la buena",
        CorrectionState.APPROVED,
        wrongly_replaced,
        puts_a_clean_copy("elena_editor", "Sentencia T-200 de 2026"),
        public={PUBLIC: "plan.csv", CORRECTIONS: "Sentencia T-200 de 2026"},
        hidden={PUBLIC: "limpio.pdf"},
    ),
)

WAYS = THE_PLAN + COVERED + REPLACED + WRONGLY_REPLACED
