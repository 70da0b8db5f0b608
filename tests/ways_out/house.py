"""Mistakes with groups, letters in parts, bulk acts, meetings, publicity, internal reports and
accounts."""

from datetime import date

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, shown
from tests.ways_out import (
    COMMENTS,
    FIRST,
    PLAN,
    SLUG,
    WHY,
    Scene,
    Way,
    by,
    press,
)
from tests.ways_out.plans import closed
from tests.worlds import a_delivered_report
from webapp.models import Area, Comment
from webapp.vocabulary import (
    CyclePhase,
    ParticipationSpace,
    Phase,
    PublicityChannel,
    PublicityStage,
    Standing,
)
from webapp.workflow import (
    bulk,
    bulk_acts,
    grouping,
    handling,
    intake,
    internal_reporting,
    publicising,
    splitting,
)

TITLE = "Informe con un error"


def two_alike(scene: Scene) -> list[Comment]:
    scene.clock(WHILE_OPEN)
    plan = an_announced_plan(scene.cast)
    texts = ("Pongan un buzón en la plaza.", "No pongan un buzón en la plaza.")
    return [shown(filed(plan, text).comment, scene.cast) for text in texts]


def grouped(scene: Scene) -> None:
    comments = two_alike(scene)
    rosa = scene.cast.rosa_responder
    grouping.start(comments[0].plan, "El buzón", comments, by=rosa, at=WHILE_OPEN)


def in_parts(scene: Scene) -> None:
    scene.clock(WHILE_OPEN)
    plan = an_announced_plan(scene.cast)
    comment = shown(filed(plan, "Pongan un buzón.\n\nY publiquen las actas.").comment, scene.cast)
    pieces = [
        splitting.LetterPiece(excerpt=each, action=None)
        for each in comment.public_body.split("\n\n")
    ]
    splitting.split(
        comment, pieces, version=comment.version, by=scene.cast.rosa_responder, at=WHILE_OPEN
    )


def tagged_at_once(scene: Scene) -> None:
    comments = two_alike(scene)
    stamps = bulk.stamps(comments)
    bulk_acts.tag(
        [bulk.Listed(each.filing_number, stamps[each.id]) for each in comments],
        ["buzón"],
        plan=comments[0].plan,
        by=scene.cast.rosa_responder,
        at=WHILE_OPEN,
    )


def met(scene: Scene) -> None:
    scene.clock(WHILE_OPEN)
    plan = an_announced_plan(scene.cast)
    gathering = intake.Gathering(
        title="Taller de la comuna 3", place="Salón", held_on=date(2026, 3, 9), attendance={}
    )
    intake.save_meeting(plan, gathering, by=scene.cast.mario_moderator, at=WHILE_OPEN)


def met_beside_another_plan(scene: Scene) -> None:
    an_announced_plan(scene.cast, "otro-plan")
    met(scene)


def told_on_the_radio(scene: Scene) -> None:
    scene.clock(WHILE_OPEN)
    plan = an_announced_plan(scene.cast)
    sending = publicising.Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=PublicityChannel.RADIO,
        on=date(2026, 3, 9),
        audience="Todo el municipio",
    )
    publicising.note(plan.announced_round, sending, by=scene.cast.elena_editor, at=WHILE_OPEN)


def an_internal_report_begun(scene: Scene) -> None:
    plan = closed(scene)
    account = internal_reporting.Account(
        title=TITLE,
        cycle_phase=CyclePhase.FORMULATION,
        space=ParticipationSpace.CONSULTATION,
        area=Area.get(Area.name == "Planeación"),
        activities="Se publicó.",
        contributions="Ninguno.",
        results="Ninguno.",
    )
    internal_reporting.start(
        plan.announced_round, account, by=scene.cast.elena_editor, at=AFTER_CLOSE
    )


def an_internal_report_delivered(scene: Scene) -> None:
    plan = closed(scene)
    a_delivered_report(plan, scene.cast, title=TITLE)
    scene.clock(later(AFTER_CLOSE, days=2))


def left_with_who_left(scene: Scene) -> None:
    comment, _ = two_alike(scene)
    handling.assign(
        comment,
        area=None,
        staff=scene.cast.rosa_responder,
        due_on=None,
        version=comment.handlings.get().version,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )


HANDLING = (
    Way(
        "Se agruparon observaciones que no dicen lo mismo",
        Standing.IN_TERM,
        grouped,
        (
            by(
                "rosa_responder",
                *COMMENTS,
                FIRST,
                "El buzón",
                "Sacarla del grupo",
                press("Sacarla del grupo"),
            ),
        ),
        public={},
    ),
    Way(
        "Se dividió una carta que no hacía falta dividir",
        Standing.IN_TERM,
        in_parts,
        (
            by(
                "rosa_responder",
                *COMMENTS,
                FIRST,
                "Dividir la carta en partes",
                press("Volver a responderla como una sola"),
            ),
        ),
        public={},
    ),
    *(
        Way(
            "Un acto en bloque fue un error",
            Standing.IN_TERM,
            tagged_at_once,
            (
                by(
                    who,
                    *COMMENTS,
                    "Lo hecho a varias a la vez",
                    "2 observaciones",
                    press("Deshacer"),
                    outcome="2 observaciones están como antes.",
                ),
            ),
            public={},
        )
        for who in ("rosa_responder", "elena_editor", "ada_admin")
    ),
)


PAPERS = (
    Way(
        "Lo anotado de una reunión está mal",
        Phase.OPEN,
        met,
        (
            by(
                "mario_moderator",
                *PLAN,
                "Reuniones",
                "Taller de la comuna 3",
                "Corregir lo anotado",
                press("Guardar", title="Taller de la comuna 4"),
                outcome="Taller de la comuna 4",
            ),
        ),
        public={},
    ),
    Way(
        "Una reunión se anotó en otro plan",
        Phase.OPEN,
        met_beside_another_plan,
        (
            by(
                "mario_moderator",
                "Planes",
                f"/gestion/planes/{SLUG}",
                "Reuniones",
                "Taller de la comuna 3",
                "Trató de otro plan",
                press("Pasar la reunión", to="otro-plan", reason=WHY),
                outcome="La reunión quedó en este plan.",
            ),
        ),
        public={},
    ),
    Way(
        "Se anotó un aviso que no salió",
        Phase.OPEN,
        told_on_the_radio,
        (by("elena_editor", *PLAN, "Difusión", "Quitar Radio", press("Quitar", reason=WHY)),),
        public={},
    ),
    Way(
        "Un informe interno en borrador no debía empezarse",
        Phase.ANSWERING,
        an_internal_report_begun,
        (by("elena_editor", *PLAN, "Informes internos", "Descartarlo", press("Descartarlo")),),
        public={},
    ),
    Way(
        "Un informe interno entregado tiene un error",
        Phase.ANSWERING,
        an_internal_report_delivered,
        (
            by(
                "elena_editor",
                *PLAN,
                "Informes internos",
                "Corregirlo con un informe nuevo",
                press("Guardar y pasar a entregarlo", title="Informe sin errores"),
                press("Entregar el informe", recipient="Oficina de Planeación"),
            ),
        ),
        public={
            "/participacion/informes/1": "reemplaz",
            "/participacion/informes/2": "Informe sin errores",
        },
    ),
)


PEOPLE = (
    Way(
        "Alguien se retiró y todavía puede entrar",
        Phase.OPEN,
        two_alike,
        (
            by(
                "ada_admin",
                "Personal",
                "Rosa Respuesta",
                "Quitar el acceso",
                press("Quitar el acceso"),
            ),
        ),
        public={},
    ),
    Way(
        "Lo que esperaba con quien se retiró no lo tiene nadie",
        Phase.OPEN,
        left_with_who_left,
        (
            by(
                "ada_admin",
                "Personal",
                "Rosa Respuesta",
                "Entregar lo que espera con esta persona",
                press("Entregar"),
                outcome="Quedó entregado.",
            ),
        ),
        public={},
    ),
)

WAYS = HANDLING + PAPERS + PEOPLE
