"""Mistakes with answers."""

import dataclasses

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from tests.ways_out import (
    COMMENTS,
    CORRECTIONS,
    FIRST,
    PLAN,
    SECOND,
    SLUG,
    WHY,
    Scene,
    Turn,
    Way,
    approves,
    by,
    press,
)
from tests.ways_out.plans import adjusted
from tests.worlds import a_letter_in_parts_answered
from webapp.models import Answer, Comment
from webapp.vocabulary import AnswerState, CorrectionKind, Decision, Phase
from webapp.workflow import amending, answering, bulk, correcting, grouping
from webapp.workflow.answering import Reply
from webapp.workflow.bulk import Listed

REPLY = Reply(
    decision=Decision.INFORMATIVE_REPLY,
    text="Gracias por su apotre.",
    reason="La propuesta no pide cambios en el plan: así consta en el acta.",
)
BETTER = "Gracias por su aporte."
REPORT = f"/planes/{SLUG}/informe"
PAGE = f"/observaciones/{FIRST}"
ANSWER = (*COMMENTS, FIRST, "Abrir la respuesta")


def to_answer(scene: Scene) -> Comment:
    scene.clock(AFTER_CLOSE)
    return shown(filed(an_announced_plan(scene.cast)).comment, scene.cast)


def drafted(scene: Scene) -> Answer:
    rosa = scene.cast.rosa_responder
    return answering.draft(to_answer(scene), REPLY, version=None, by=rosa, at=AFTER_CLOSE)


def submitted(scene: Scene) -> Answer:
    rosa = scene.cast.rosa_responder
    return answering.submit(to_answer(scene), REPLY, version=None, by=rosa, at=AFTER_CLOSE)


def returned(scene: Scene) -> Answer:
    answer = submitted(scene)
    return answering.give_back(
        answer,
        note="Hay una letra cambiada.",
        version=answer.version,
        by=scene.cast.alba_approver,
        at=AFTER_CLOSE,
    )


def parts_published(scene: Scene) -> None:
    answer = a_letter_in_parts_answered(to_answer(scene), scene.cast)
    answering.publish_report(answer.comment.plan, by=scene.cast.alba_approver, at=AFTER_CLOSE)


def a_group_published(scene: Scene) -> None:
    comment, rosa = to_answer(scene), scene.cast.rosa_responder
    group = grouping.start(comment.plan, "El buzón", [comment], by=rosa, at=AFTER_CLOSE)
    member = group.members.get()
    grouping.set_extra(member, "Su apotre va aparte.", version=1, by=rosa, at=AFTER_CLOSE)
    listed = [Listed(comment.filing_number, bulk.stamps([comment])[comment.id])]
    grouping.answer(group, REPLY, listed, submit=True, version=1, by=rosa, at=AFTER_CLOSE)
    answer = comment.answers.get()
    answering.approve(answer, version=answer.version, by=scene.cast.alba_approver, at=AFTER_CLOSE)
    answering.publish_report(comment.plan, by=scene.cast.alba_approver, at=AFTER_CLOSE)


def approved(scene: Scene) -> Answer:
    answer = submitted(scene)
    return answering.approve(
        answer, version=answer.version, by=scene.cast.alba_approver, at=AFTER_CLOSE
    )


def published(scene: Scene) -> Answer:
    answer = approved(scene)
    answering.publish_report(answer.comment.plan, by=scene.cast.alba_approver, at=AFTER_CLOSE)
    return answer.fresh()


def corrected(scene: Scene) -> Answer:
    answer = published(scene)
    reply = dataclasses.replace(REPLY, text="Gracias por su aparte.")
    correction = correcting.propose(
        CorrectionKind.ANSWER,
        answer,
        plan=answer.comment.plan,
        reason="Tenía una letra cambiada.",
        details=amending.details_of(answer, reply, version=answer.version),
        by=scene.cast.rosa_responder,
        at=AFTER_CLOSE,
    )
    correcting.approve(
        correction, version=correction.version, by=scene.cast.alba_approver, at=AFTER_CLOSE
    )
    return answer.fresh()


REWRITE = press("Enviar a aprobación", text=BETTER)
APPROVE = by("alba_approver", FIRST, press("Aprobar esta respuesta"))
PUBLISH = by("alba_approver", *ANSWER, press("Publicar esta respuesta ahora"))
OUT = {PAGE: BETTER}
GIVE_BACK = press("Devolver a quien la escribió", note="Hay una letra cambiada.")


def rewritten(*before: Turn) -> tuple[Turn, ...]:
    return (*before, by("rosa_responder", *ANSWER, REWRITE), APPROVE, PUBLISH)


ANSWERS = (
    Way(
        "La respuesta tiene un error y no se ha publicado",
        AnswerState.DRAFT,
        drafted,
        rewritten(),
        public=OUT,
    ),
    Way(
        "La respuesta tiene un error y no se ha publicado",
        AnswerState.SUBMITTED,
        submitted,
        rewritten(by("alba_approver", *ANSWER, GIVE_BACK)),
        public=OUT,
    ),
    Way(
        "La respuesta tiene un error y no se ha publicado",
        AnswerState.RETURNED,
        returned,
        rewritten(),
        public=OUT,
    ),
    Way(
        "La respuesta tiene un error y no se ha publicado",
        AnswerState.APPROVED,
        approved,
        rewritten(by("alba_approver", *ANSWER, GIVE_BACK)),
        public=OUT,
    ),
    *(
        Way(
            mistake,
            AnswerState.PUBLISHED,
            scene,
            (
                by(
                    "rosa_responder",
                    *ANSWER,
                    "Corregir esta respuesta",
                    press("Proponer la corrección", text=BETTER, because=WHY),
                ),
                approves("Fe de erratas de una respuesta"),
            ),
            public={PAGE: BETTER, CORRECTIONS: WHY, REPORT: BETTER},
        )
        for mistake, scene in (
            ("La respuesta publicada tiene un error", published),
            ("El párrafo propio de alguien de un grupo tiene un error", a_group_published),
            ("La corrección de una respuesta también tiene un error", corrected),
        )
    ),
)

IN_PARTS = (
    Way(
        "La respuesta a una parte de una carta tiene un error",
        AnswerState.PUBLISHED,
        parts_published,
        (
            by(
                "rosa_responder",
                *ANSWER,
                "Corregir la respuesta a la parte 1",
                press(
                    "Proponer la corrección",
                    decision="informative_reply",
                    text=BETTER,
                    because=WHY,
                ),
            ),
            approves("Fe de erratas de una parte de una respuesta"),
        ),
        public={PAGE: BETTER, CORRECTIONS: WHY, REPORT: BETTER},
    ),
)


COVERED = (
    Way(
        "Una respuesta publicada tiene datos que la ley obliga a suprimir",
        AnswerState.PUBLISHED,
        published,
        (
            by(
                "mario_moderator",
                *PLAN,
                "Suprimir palabras",
                press(
                    "Buscar las palabras",
                    words="apotre",
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
            PAGE: "Gracias por su [nombre suprimido].",
            REPORT: "Gracias por su [nombre suprimido].",
            CORRECTIONS: "Sentencia T-100 de 2026",
        },
        hidden={PAGE: "apotre", REPORT: "apotre"},
    ),
)

LATELY = (
    *(
        Way(
            "Una carta llegó a tiempo y se digitó después del informe",
            state,
            scene,
            (
                by(
                    "mario_moderator",
                    *PLAN,
                    "Recibir una observación",
                    press(
                        "Recibir y radicar",
                        channel="front_desk",
                        received_on="2026-03-10",
                        received_at="09:00",
                        body="Pongan otro buzón en el parque.",
                    ),
                ),
                by("mario_moderator", *COMMENTS, SECOND, press("Mostrar tal como llegó")),
                by(
                    "rosa_responder",
                    *COMMENTS,
                    SECOND,
                    "Escribir la respuesta",
                    press(
                        "Enviar a aprobación",
                        decision="informative_reply",
                        text=BETTER,
                        reason="La propuesta no pide cambios en el plan: así consta en el acta.",
                    ),
                ),
                by("alba_approver", SECOND, press("Aprobar esta respuesta")),
                by(
                    "alba_approver",
                    *COMMENTS,
                    SECOND,
                    "Abrir la respuesta",
                    press("Publicar esta respuesta ahora"),
                ),
            ),
            public={f"/observaciones/{SECOND}": BETTER, REPORT: SECOND},
        )
        for state, scene in ((Phase.REPORT_PUBLISHED, published), (Phase.ADJUSTED, adjusted))
    ),
)

WAYS = ANSWERS + IN_PARTS + COVERED + LATELY
