"""Mistakes with what is shown of an observation and of who sent it."""

from tests.cast import WHILE_OPEN, an_announced_plan, filed, shown
from tests.ways_out import (
    COMMENTS,
    FIRST,
    Scene,
    Way,
    by,
    press,
)
from tests.ways_out.observations import EMAIL, PAGE, one_shown, pending
from webapp.models import Comment
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import (
    Ground,
    Publication,
)
from webapp.workflow import moderating


def redacted(scene: Scene) -> Comment:
    comment = pending(scene)
    return moderating.redact(
        comment,
        moderating.everywhere(comment, "Llámenme", RedactionKind.NAME),
        ground=Ground.PERSONAL_DATA,
        version=comment.version,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )


def withheld(scene: Scene) -> Comment:
    comment = pending(scene)
    return moderating.withhold(
        comment,
        ground=Ground.ADVERTISING,
        note="",
        version=comment.version,
        by=scene.cast.mario_moderator,
        at=WHILE_OPEN,
    )


def named(scene: Scene) -> Comment:
    scene.clock(WHILE_OPEN)
    plan = an_announced_plan(scene.cast)
    receipt = filed(plan, name="Olga Ruiz", publish_name=True, email=EMAIL, consent=True)
    return shown(receipt.comment, scene.cast)


SHOW = press("Mostrar tal como llegó")


SUPPRESS = (
    "Suprimir palabras",
    press(
        "Mostrar con supresiones", row1_words="Olga Ruiz", row1_kind="name", ground="personal_data"
    ),
)


WITHHOLD = ("Retener el texto", press("Retener el texto", ground="third_party"))


def moderated(*steps):
    return (by("mario_moderator", *COMMENTS, FIRST, *steps),)


MODERATION = (
    Way(
        "El texto visible tiene un dato personal",
        Publication.PENDING,
        pending,
        moderated(*SUPPRESS),
        public={PAGE: "[nombre suprimido]"},
        hidden={PAGE: "Olga"},
    ),
    Way(
        "El texto visible tiene un dato personal",
        Publication.SHOWN,
        one_shown,
        moderated(*SUPPRESS),
        public={PAGE: "[nombre suprimido]"},
        hidden={PAGE: "Olga"},
    ),
    Way(
        "Se suprimió lo que no era",
        Publication.REDACTED,
        redacted,
        moderated(SHOW),
        public={PAGE: "Llámenme: soy Olga Ruiz."},
    ),
    Way(
        "Se retuvo por error",
        Publication.WITHHELD,
        withheld,
        moderated(SHOW),
        public={PAGE: "Llámenme: soy Olga Ruiz."},
    ),
    *(
        Way(
            "Se mostró lo que no se podía mostrar",
            state,
            scene,
            moderated(*WITHHOLD),
            public={PAGE: "Puede afectar los derechos de otra persona"},
            hidden={PAGE: "Olga"},
        )
        for state, scene in ((Publication.SHOWN, one_shown), (Publication.REDACTED, redacted))
    ),
)


PERSONAL_DATA = tuple(
    Way(
        "Alguien pide que no se muestren sus datos o que se borren",
        Publication.SHOWN,
        named,
        (
            by(
                "mario_moderator",
                "Datos personales",
                "Atender una solicitud",
                press("Buscar", clue="email", typed=EMAIL),
                press("Continuar", numbers=FIRST, right=right, received_on="2026-03-10"),
                press("Hacerlo y escribir la respuesta"),
                outcome=FIRST,
            ),
        ),
        public={PAGE: "Pongan un buzón en la plaza."},
        hidden={PAGE: "Olga Ruiz"},
    )
    for right in ("hide", "erase")
)

WAYS = MODERATION + PERSONAL_DATA
