"""Mistakes with what people sent: its registration, and who has it."""

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, received, shown
from tests.ways_out import (
    COMMENTS,
    CORRECTIONS,
    FIRST,
    PLAN,
    SECOND,
    SLUG,
    WHY,
    Scene,
    Way,
    approves,
    by,
    press,
)
from tests.ways_out.plans import cancelled, with_a_closed_action
from webapp.models import Comment
from webapp.vocabulary import (
    Channel,
    CorrectionKind,
    Standing,
)
from webapp.workflow import correcting, moving
from webapp.workflow.commenting import Filing

EMAIL = "olga@example.org"


REGISTER = f"/planes/{SLUG}/observaciones"


PAGE = f"/observaciones/{FIRST}"


def pending(scene: Scene) -> Comment:
    scene.clock(WHILE_OPEN)
    return filed(an_announced_plan(scene.cast), "Llámenme: soy Olga Ruiz.").comment


def one_shown(scene: Scene) -> Comment:
    return shown(pending(scene), scene.cast)


def twice(scene: Scene) -> Comment:
    first = one_shown(scene)
    shown(filed(first.plan, first.body, form="otra vez").comment, scene.cast)
    return first


def late(scene: Scene) -> Comment:
    scene.clock(AFTER_CLOSE)
    plan = an_announced_plan(scene.cast)
    receipt = received(
        Filing(body="Llegué cuando ya habían cerrado."),
        plan=plan,
        action=None,
        submission_id="ventanilla",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=scene.cast.mario_moderator,
        at=AFTER_CLOSE,
    )
    return shown(receipt.comment, scene.cast, AFTER_CLOSE)


def on_a_closed_action(scene: Scene) -> Comment:
    plan = with_a_closed_action(scene)
    receipt = received(
        Filing(body="Pongan un buzón."),
        plan=plan,
        action=plan.public_action("1.1"),
        submission_id="ventanilla",
        channel=Channel.FRONT_DESK,
        received_at=later(WHILE_OPEN, minutes=5),
        by=scene.cast.mario_moderator,
        at=later(WHILE_OPEN, minutes=5),
    )
    scene.clock(later(WHILE_OPEN, minutes=10))
    return shown(receipt.comment, scene.cast, later(WHILE_OPEN, minutes=5))


def after_a_cancellation(scene: Scene) -> None:
    plan = cancelled(scene)
    received(
        Filing(body="Pongan un buzón."),
        plan=plan,
        action=None,
        submission_id="ventanilla",
        channel=Channel.FRONT_DESK,
        received_at=later(WHILE_OPEN, minutes=5),
        by=scene.cast.mario_moderator,
        at=later(WHILE_OPEN, minutes=5),
    )
    scene.clock(later(WHILE_OPEN, minutes=10))


def moved(scene: Scene) -> Comment:
    comment = one_shown(scene)
    to = comment.plan.public_action("1.2")
    _corrected(scene, comment, CorrectionKind.MOVE, moving.proposal(to))
    return comment


def _corrected(
    scene: Scene, comment: Comment, kind: CorrectionKind, details: dict[str, object]
) -> None:
    correction = correcting.propose(
        kind,
        comment,
        plan=comment.plan,
        reason="Así se propuso y así se aprobó.",
        details=details,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )
    correcting.approve(
        correction, version=correction.version, by=scene.cast.alba_approver, at=WHILE_OPEN
    )


REGISTRATION = (
    Way(
        "La misma carta se radicó dos veces",
        Standing.IN_TERM,
        twice,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                SECOND,
                "Anular el radicado…",
                press("Proponer", ground="duplicate", same_as=FIRST, reason=WHY),
            ),
            approves("Se anulan radicados"),
        ),
        public={f"/observaciones/{SECOND}": WHY, CORRECTIONS: WHY, REGISTER: "Anulado"},
    ),
    Way(
        "Se radicó un archivo equivocado o una prueba",
        Standing.IN_TERM,
        twice,
        (
            by(
                "elena_editor",
                *PLAN,
                "Anular radicados",
                press("Proponer", ground="wrong_file", first=FIRST, last=SECOND, reason=WHY),
                outcome="2 radicados",
            ),
            approves("Se anulan radicados"),
        ),
        public={f"/observaciones/{SECOND}": WHY, CORRECTIONS: WHY, REGISTER: "Anulado"},
    ),
    Way(
        "Se digitó con la fecha, el canal o el texto equivocados",
        Standing.IN_TERM,
        one_shown,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "Anular el radicado…",
                press("Proponer", ground="wrong_file", reason=WHY),
            ),
            approves("Se anulan radicados"),
            by(
                "mario_moderator",
                *PLAN,
                "Recibir una observación",
                press(
                    "Recibir y radicar",
                    channel="front_desk",
                    received_on="2026-03-09",
                    received_at="09:00",
                    body="Llámenme: soy Olga Ruiz.",
                ),
                outcome=SECOND,
            ),
        ),
        public={PAGE: WHY, CORRECTIONS: WHY, REGISTER: SECOND},
    ),
    Way(
        "Llegó después de una cancelación que fue un error",
        Standing.AFTER_CANCELLATION,
        after_a_cancellation,
        (
            by(
                "elena_editor",
                *PLAN,
                "Dejar sin efecto la cancelación",
                press("Proponer", reason=WHY),
            ),
            approves("Se deja sin efecto la cancelación del plan"),
        ),
        public={CORRECTIONS: WHY, REGISTER: "1 observación recibida"},
    ),
    *(
        Way(
            "Se presentó en una acción y trata de otra",
            state,
            scene,
            (
                by(
                    "rosa_responder",
                    *COMMENTS,
                    FIRST,
                    "Atenderla en otra acción…",
                    press("Proponer", action="1.2", reason=WHY),
                ),
                approves("Una observación se atiende en otra acción"),
            ),
            public={PAGE: "Se atiende en la acción 1.2", CORRECTIONS: WHY},
        )
        for state, scene in (
            (Standing.IN_TERM, one_shown),
            (Standing.ON_CLOSED_ACTION, on_a_closed_action),
        )
    ),
    Way(
        "Se pasó a la acción que no era",
        Standing.IN_TERM,
        moved,
        (
            by(
                "rosa_responder",
                *COMMENTS,
                FIRST,
                "Atenderla en otra acción…",
                press("Proponer", action="1.1", reason=WHY),
            ),
            approves("Una observación se atiende en otra acción"),
        ),
        public={CORRECTIONS: WHY},
        hidden={PAGE: "Se atiende en la acción 1.2"},
    ),
    Way(
        "Llegó tarde por una falla que no fue suya",
        Standing.LATE,
        late,
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
        public={CORRECTIONS: FIRST},
        hidden={PAGE: "Extemporánea"},
    ),
)


HANDLING = (
    Way(
        "La tiene la dependencia que no es",
        Standing.IN_TERM,
        one_shown,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "Asignarla",
                press("Asignarla", note="Es de ellos."),
            ),
        ),
        public={},
    ),
)

WAYS = REGISTRATION + HANDLING
