"""The manual for staff: one part per screen or task, and the way to it from every screen."""

import re
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from webapp.settings import paths
from webapp.text import markup
from webapp.views.desk.access import EVERYONE, open_to
from webapp.web.filters import staff_html
from webapp.web.hypermedia import found, render

blueprint = Blueprint("manual", __name__)

BOX = "☐"
_UNDER_THE_HEADING = re.compile("^##(?=#* )", re.MULTILINE)

PARTS = (
    "primera-consulta",
    "lo-que-espera",
    "preparar",
    "moderar",
    "suprimir",
    "retener",
    "asignar",
    "responder",
    "plantillas",
    "partes",
    "aprobar",
    "agrupar",
    "acciones-en-bloque",
    "recepcion-asistida",
    "importar-observaciones",
    "facilidad",
    "peticiones",
    "datos-personales",
    "ajustar",
    "publicar",
    "corregir",
    "salidas",
    "difundir",
    "informe-interno",
    "seccion-participa",
    "otra-ronda",
    "personal-y-accesos",
    "avisos",
    "bitacora",
)
"""The parts, in the order in which they are read; each is a file of `content/manual/`."""

SCREENS = {
    "desk.account": "personal-y-accesos",
    "desk.adjusting": "ajustar",
    "desk.amending": "aprobar",
    "desk.announcing": "preparar",
    "desk.answers": "responder",
    "desk.answers.approval": "aprobar",
    "desk.answers.publication": "aprobar",
    "desk.answers.report": "publicar",
    "desk.answers.returning": "aprobar",
    "desk.bulk": "acciones-en-bloque",
    "desk.corrections": "corregir",
    "desk.catalogues": "preparar",
    "desk.comments": "moderar",
    "desk.covering": "corregir",
    "desk.data_requests": "datos-personales",
    "desk.documents": "preparar",
    "desk.discarding": "preparar",
    "desk.drafting": "preparar",
    "desk.easing": "facilidad",
    "desk.editorial": "ajustar",
    "desk.entity": "preparar",
    "desk.entity.link": "seccion-participa",
    "desk.entity.links": "seccion-participa",
    "desk.groups": "agrupar",
    "desk.handling": "asignar",
    "desk.home": "lo-que-espera",
    "desk.imports": "preparar",
    "desk.internal_reports": "informe-interno",
    "desk.intake": "recepcion-asistida",
    "desk.intake_files": "importar-observaciones",
    "desk.leaving": "personal-y-accesos",
    "desk.lists": "lo-que-espera",
    "desk.log": "bitacora",
    "desk.manual": "lo-que-espera",
    "desk.meetings": "recepcion-asistida",
    "desk.moderation": "moderar",
    "desk.moderation.redactions": "suprimir",
    "desk.moderation.withholding": "retener",
    "desk.notices": "avisos",
    "desk.parts": "partes",
    "desk.petitions": "peticiones",
    "desk.plans": "preparar",
    "desk.publicity": "difundir",
    "desk.publishing": "publicar",
    "desk.reopening": "salidas",
    "desk.reimports": "preparar",
    "desk.rounds": "otra-ronda",
    "desk.staff": "personal-y-accesos",
    "desk.templating": "plantillas",
    "desk.withdrawing": "ajustar",
    "desk.erasing": "corregir",
    "desk.taking_back": "corregir",
}
"""The part of the manual that explains a section of the desk, or one page of it."""


@dataclass(frozen=True)
class ManualPart:
    """A part of the manual, its Markdown rendered."""

    name: str
    title: str
    purpose: str
    body: str

    @property
    def is_checklist(self) -> bool:
        """Whether it has lines to tick."""
        return BOX in self.body


def part_of(endpoint: str) -> str | None:
    """The part of the manual that explains a page: its own, else that of its section."""
    section = ".".join(endpoint.split(".")[:2])
    return SCREENS.get(endpoint) or SCREENS.get(section)


def here() -> dict[str, object]:
    """What every page of the desk shows: where its part of the manual is."""
    part = part_of(request.endpoint or "")
    return {"manual_url": url_for("desk.manual.part", part=part) if part else None}


@cache
def _read(name: str) -> ManualPart:
    """A file: a heading, a paragraph that says what it is for, and the rest."""
    text = (paths.content() / "manual" / f"{name}.md").read_text(encoding="utf-8")
    heading, purpose, body = text.split("\n\n", 2)
    return ManualPart(
        name=name,
        title=heading.removeprefix("# ").strip(),
        purpose=" ".join(purpose.split()),
        body=staff_html(
            markup.to_html(
                _UNDER_THE_HEADING.sub("#", body).replace("- [ ]", f"- {BOX}"),
                heading_ids=f"{name}-",
            )
        ),
    )


@blueprint.get("/manual")
@open_to(*EVERYONE)
def index() -> ResponseReturnValue:
    """Every part."""
    return render("desk/manual/index.html", parts=[_read(name) for name in PARTS])


@blueprint.get("/manual/<part>")
@open_to(*EVERYONE)
def part(part: str) -> ResponseReturnValue:
    """One part, with the ones before and after it."""
    name = found(part if part in PARTS else None)
    place = PARTS.index(name)
    return render(
        "desk/manual/part.html",
        part=_read(name),
        before=_read(PARTS[place - 1]) if place else None,
        after=_read(PARTS[place + 1]) if place + 1 < len(PARTS) else None,
    )
