"""Mistakes with observations that are also petitions."""

from datetime import date

from tests.cast import WHILE_OPEN
from tests.ways_out import (
    COMMENTS,
    FIRST,
    WHY,
    Scene,
    Way,
    by,
    press,
)
from tests.ways_out.observations import one_shown
from webapp.models import Petition
from webapp.vocabulary import (
    PetitionKind,
)
from webapp.workflow import petitioning


def a_petition(scene: Scene) -> Petition:
    return petitioning.mark(
        one_shown(scene), PetitionKind.GENERAL, by=scene.cast.mario_moderator, at=WHILE_OPEN
    )


def put_off(scene: Scene) -> Petition:
    petition = a_petition(scene)
    return petitioning.extend(
        petition,
        due_on=date(2026, 4, 14),
        reason="Falta un concepto de otra oficina.",
        version=petition.version,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )


def forwarded(scene: Scene) -> Petition:
    petition = a_petition(scene)
    return petitioning.forward(
        petition,
        to="Gobernación",
        on=date(2026, 3, 10),
        copy_sent_on=None,
        version=petition.version,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )


PETITIONS = (
    Way(
        "Se marcó como petición y no lo es",
        PetitionKind.GENERAL,
        a_petition,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "No es una petición",
                press("Quitar la marca", reason=WHY),
            ),
        ),
        public={},
    ),
    Way(
        "No alcanza el término de la petición",
        PetitionKind.GENERAL,
        a_petition,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "Prorrogar el plazo",
                press("Prorrogar el plazo", due_on="2026-04-14", reason=WHY),
                outcome=WHY,
            ),
        ),
        public={},
    ),
    Way(
        "La prórroga de la petición está mal anotada",
        PetitionKind.GENERAL,
        put_off,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "Corregir la prórroga",
                press("Corregir la prórroga", due_on="", reason="", why=WHY),
                outcome="Prorrogar el plazo",
            ),
        ),
        public={},
    ),
    Way(
        "El traslado de la petición está mal anotado",
        PetitionKind.GENERAL,
        forwarded,
        (
            by(
                "mario_moderator",
                *COMMENTS,
                FIRST,
                "Corregir el traslado",
                press("Corregir el traslado", to="Alcaldía", why=WHY),
                outcome="Alcaldía",
            ),
        ),
        public={},
    ),
)

WAYS = PETITIONS
