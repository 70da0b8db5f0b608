"""Which column of a file is which part of an observation, guessed from its heading."""

from collections.abc import Mapping, Sequence

from webapp.importing.columns import guess_columns
from webapp.importing.table import Row
from webapp.vocabulary.messages import N_, Worded


class CommentColumn(Worded):
    """What a column of a file of observations holds."""

    ACTION = "action", N_("action")
    CHANNEL = "channel", N_("channel")
    RECEIVED_ON = "received_on", N_("date of receipt")
    RECEIVED_AT = "received_at", N_("time of receipt")
    BODY = "body", N_("text of the observation")
    PROPOSED_TEXT = "proposed_text", N_("proposed wording")
    KIND = "kind", N_("sort of observation")
    STANCE = "stance", N_("position")
    TARGET = "target", N_("aspect")
    AUTHOR_KIND = "author_kind", N_("who files it")
    NAME = "name", N_("name")
    ORGANISATION = "organisation", N_("organisation")
    EMAIL = "email", N_("e-mail")
    PHONE = "phone", N_("telephone")
    VALUE_GROUP = "value_group", N_("value group")
    TERRITORY = "territory", N_("territory")
    IS_MINOR = "is_minor", N_("under 18")
    CONSENT = "consent", N_("authorises the use of data")
    PUBLISH_NAME = "publish_name", N_("publish the name")
    PUBLISH_GROUP = "publish_group", N_("publish the value group")
    PUBLISH_TERRITORY = "publish_territory", N_("publish the territory")
    EXTERNAL_NUMBER = "external_number", N_("own filing number of the entity")
    IGNORE = "ignore", N_("leave out")


FILLED_DOWN = frozenset({CommentColumn.RECEIVED_ON, CommentColumn.CHANNEL, CommentColumn.TERRITORY})
"""Where a merged cell speaks for every row beside it; elsewhere it is one person's alone."""

_HEADINGS: dict[CommentColumn, tuple[str, ...]] = {
    CommentColumn.ACTION: (
        "accion",
        "accion del plan",
        "codigo",
        "codigo de accion",
        "codigo de la accion",
        "no de accion",
        "numero de accion",
        "numero de la accion",
        "action",
    ),
    CommentColumn.CHANNEL: (
        "canal",
        "canal de recepcion",
        "canal de recibo",
        "forma de recepcion",
        "medio",
        "medio de recepcion",
        "medio de recibo",
        "via",
        "channel",
    ),
    CommentColumn.RECEIVED_ON: (
        "dia",
        "fecha",
        "fecha de radicacion",
        "fecha de radicado",
        "fecha de recepcion",
        "fecha de recibido",
        "fecha de recibo",
        "fecha recibido",
        "fecha y hora",
        "recibida el",
        "date",
    ),
    CommentColumn.RECEIVED_AT: (
        "hora",
        "hora de radicacion",
        "hora de recepcion",
        "hora de recibido",
        "hora de recibo",
        "time",
    ),
    CommentColumn.BODY: (
        "aporte",
        "aportes",
        "comentario",
        "comentarios",
        "contenido",
        "observacion",
        "observaciones",
        "observacion recibida",
        "texto",
        "texto de la observacion",
        "comment",
    ),
    CommentColumn.PROPOSED_TEXT: (
        "propuesta de redaccion",
        "propuesta de texto",
        "redaccion propuesta",
        "redaccion sugerida",
        "texto propuesto",
        "texto sugerido",
        "proposed text",
    ),
    CommentColumn.KIND: (
        "clase",
        "clase de observacion",
        "tipo",
        "tipo de aporte",
        "tipo de comentario",
        "tipo de observacion",
        "kind",
    ),
    CommentColumn.STANCE: (
        "opinion",
        "posicion",
        "posicion frente a la accion",
        "postura",
        "stance",
    ),
    CommentColumn.TARGET: (
        "aspecto",
        "aspecto de la accion",
        "parte de la accion",
        "sobre que",
        "target",
    ),
    CommentColumn.AUTHOR_KIND: (
        "calidad",
        "en calidad de",
        "quien presenta",
        "remitente",
        "remitente tipo",
        "tipo de autor",
        "tipo de persona",
        "tipo de remitente",
        "tipo remitente",
    ),
    CommentColumn.NAME: (
        "autor",
        "ciudadano",
        "nombre",
        "nombre completo",
        "nombre del ciudadano",
        "nombre del remitente",
        "nombre y apellido",
        "nombres",
        "nombres y apellidos",
        "name",
    ),
    CommentColumn.ORGANISATION: (
        "empresa",
        "entidad u organizacion",
        "nombre de la organizacion",
        "organizacion",
        "organizacion que representa",
        "organisation",
    ),
    CommentColumn.EMAIL: ("correo", "correo electronico", "e mail", "email", "mail"),
    CommentColumn.PHONE: (
        "celular",
        "numero de telefono",
        "telefono",
        "telefono de contacto",
        "telefono o celular",
        "phone",
    ),
    CommentColumn.VALUE_GROUP: (
        "grupo",
        "grupo de interes",
        "grupo de valor",
        "grupo poblacional",
        "poblacion",
        "value group",
    ),
    CommentColumn.TERRITORY: (
        "barrio",
        "barrio o vereda",
        "comuna",
        "comuna o corregimiento",
        "corregimiento",
        "lugar",
        "sector",
        "territorio",
        "vereda",
        "territory",
    ),
    CommentColumn.IS_MINOR: (
        "es menor de edad",
        "menor",
        "menor de 18",
        "menor de edad",
        "minor",
    ),
    CommentColumn.CONSENT: (
        "acepta tratamiento de datos",
        "autoriza datos",
        "autoriza el tratamiento de datos",
        "autoriza tratamiento de datos personales",
        "autorizacion",
        "autorizacion de datos",
        "consentimiento",
        "habeas data",
        "consent",
    ),
    CommentColumn.PUBLISH_NAME: (
        "autoriza publicar nombre",
        "autoriza publicar el nombre",
        "mostrar nombre",
        "publica nombre",
        "publicar el nombre",
        "publicar nombre",
        "publish name",
    ),
    CommentColumn.PUBLISH_GROUP: (
        "autoriza publicar grupo",
        "autoriza publicar el grupo",
        "autoriza publicar el grupo de valor",
        "mostrar grupo",
        "publicar el grupo",
        "publicar el grupo de valor",
        "publicar grupo",
        "publicar grupo de valor",
        "publish group",
    ),
    CommentColumn.PUBLISH_TERRITORY: (
        "autoriza publicar el territorio",
        "autoriza publicar territorio",
        "mostrar territorio",
        "publicar el territorio",
        "publicar territorio",
        "publish territory",
    ),
    CommentColumn.EXTERNAL_NUMBER: (
        "no de radicado",
        "no radicado",
        "numero de radicacion",
        "numero de radicado",
        "numero externo",
        "radicacion",
        "radicado",
        "radicado externo",
        "radicado interno",
        "external number",
    ),
    CommentColumn.IGNORE: ("consecutivo", "item", "n", "no", "nro", "num", "numero"),
}

_SOUGHT_IN = 100
_LONGEST_HEADING = 100


def guess_comment_columns(
    headings: Sequence[str], corrections: Mapping[int, CommentColumn] | None = None
) -> dict[int, CommentColumn]:
    """What each column holds: as corrected, else as its heading suggests, else nothing of use."""
    return guess_columns(
        headings,
        _HEADINGS,
        corrections,
        rest=CommentColumn.IGNORE,
        repeatable=frozenset({CommentColumn.IGNORE}),
    )


def columns_named(cells: Sequence[str]) -> int:
    """How many parts of an observation a row of headings names; 0 when it is not such a row.

    It names the text and one more, or it has but one cell, and that names the text.
    """
    if any(len(cell) > _LONGEST_HEADING for cell in cells):
        return 0
    found = set(guess_comment_columns(cells).values()) - {CommentColumn.IGNORE}
    alone = sum(1 for cell in cells if cell) == 1
    return len(found) if CommentColumn.BODY in found and (alone or len(found) > 1) else 0


def headings_at(rows: Sequence[Row]) -> int | None:
    """Which of the first rows names most parts of an observation, if any does."""
    named = [columns_named(row.cells) for row in rows[:_SOUGHT_IN]]
    most = max(named, default=0)
    return named.index(most) if most else None


def parts_named(rows: Sequence[Row]) -> int:
    """How many parts of an observation the row of headings names."""
    at = headings_at(rows)
    return 0 if at is None else columns_named(rows[at].cells)
