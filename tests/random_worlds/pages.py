"""What is asked of public addresses now and then: they answer, and tell of nobody what they must
not (R13, R14), nor anything else than the rows do (R18)."""

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC
from functools import cache
from random import Random
from urllib.parse import quote

import time_machine
from flask import Flask

from tests.random_worlds.world import World
from webapp import create_app
from webapp.models import (
    Comment,
    Document,
    InternalReport,
    Plan,
    Submitter,
    Territory,
    ValueGroup,
)
from webapp.storage.db import db
from webapp.vocabulary import Publication
from webapp.web.security import limiter

CANARY = re.compile(r"canario\d+x")
MARK = re.compile(r"marca\d+q")
OF_A_PLAN = (
    "", "?vista=cambios", "/ediciones", "/cambios", "/correcciones", "/observaciones",
    "/observaciones?orden=recientes", "/observaciones?posteriores=si", "/resultados",
    "/resultados?ronda=1", "/resultados?ronda=2", "/informe", "/informe?parte=extemporaneas",
    "/informe?ronda=1", "/informe.jsonl", "/suscripcion", "/novedades.atom", "/calendario.ics",
    "/observaciones.csv", "/respuestas.csv", "/cambios.csv", "/acciones.csv",
    "/respuestas.json", "/cambios.json", "/acciones.json",
)  # fmt: skip
OF_ALL = (
    "/", "/novedades.atom", "/registro", "/registro.json", "/datos", "/datos/catalogo.jsonld",
    "/participacion", "/participacion/2026", "/participacion/buenas-practicas",
    "/participacion/informes", "/buscar?q=marca", "/buscar?q=canario", "/buscar?q=reunion",
    "/salud",
)  # fmt: skip
ANSWERS = (200, 302, 303, 308, 400, 404)
"""What an address may answer; whoever asks for a round that is not there is told so."""
DEAR = (
    "/informe.docx",
    "/informe.xlsx",
    "/expediente.zip",
    "/observaciones.xlsx",
    "/formulario.pdf",
)


@cache
def house() -> Flask:
    """The whole application, made once."""
    before = db.obj
    app = create_app(
        database_url="sqlite:////dev/null",
        secret_key="only for worlds at random: it is long enough",
    )
    app.testing = True
    db.initialize(before)
    return app


class Pages(World):
    """Readers."""

    def ask_of_pages(self, most: int, *, dear: int = 0) -> None:
        """Read some public addresses, others each time."""
        luck = Random(self.luck.random())
        known = list(self.addresses())
        chosen = luck.sample(known, min(most, len(known)))
        plans = [plan for plan in Plan.select() if plan.announced_round]
        dearest = [f"/planes/{plan.slug}{each}" for plan in plans for each in DEAR]
        chosen += luck.sample(dearest, min(dear, len(dearest)))
        forbidden = self.forbidden()
        app = house()
        with time_machine.travel(self.now.replace(tzinfo=UTC), tick=False):
            client = app.test_client()
            limiter.reset()
            for address in chosen:
                answer = client.get(address)
                self.held(answer.status_code in ANSWERS, address, answer.status)
                for text in _texts(answer.data):
                    self.tells_nothing(address, text, forbidden)
            for plan in plans:
                self.rows_of_open_data(plan, client.get)
        if self.database.is_closed():
            self.database.connect()

    def addresses(self) -> Iterator[str]:
        """Every public address, of pages and of files that cost little."""
        yield from OF_ALL
        for plan in Plan.select():
            if plan.announced_round is None:
                continue
            address = f"/planes/{plan.slug}"
            yield from (f"{address}{each}" for each in OF_A_PLAN)
            for action in plan.actions:
                yield f"{address}/acciones/{action.code}"
                yield f"{address}/acciones/{action.code}/observaciones"
            for edition in plan.editions:
                yield f"{address}/ediciones/{edition.number}"
                yield f"{address}/ediciones/{edition.number}.json"
            for each in Document.select().where(Document.plan == plan):
                yield f"{address}/documentos/{each.id}/{quote(each.filename)}"
        for comment in Comment.select():
            yield f"/observaciones/{comment.filing_number}"
        for report in InternalReport.select():
            if report.number:
                yield f"/participacion/informes/{report.number}"
                yield f"/participacion/informes/{report.number}.json"

    def forbidden(self) -> set[str]:
        """Whatever nobody may read now: contact data ever, texts that are not shown, names without
        leave or beside such a text."""
        named = [
            each
            for each in Submitter.select(Submitter, Comment).join(Comment)
            if each.publish_name and each.comment.is_shown
        ]
        leave = {each for row in named for each in CANARY.findall(f"{row.name} {row.organisation}")}
        names = {each for names in self.memory.names.values() for each in names}
        marks = set()
        for comment in Comment.select():
            if comment.publication is not Publication.SHOWN:
                marks.add(self.memory.marks[comment.id])
        return (names - leave) | marks | self.memory.secrets

    def tells_nothing(self, address: str, text: str, forbidden: set[str]) -> None:
        """No canary sings (R13)."""
        sung = {*CANARY.findall(text), *MARK.findall(text)} & forbidden
        sung |= {each for each in self.memory.secrets if each in text}
        self.held(not sung, "R13", address, "tells", sung)

    def rows_of_open_data(self, plan: Plan, get: Callable[[str], object]) -> None:
        """As many rows as observations (R18); group and territory only with leave (R14)."""
        answer = get(f"/planes/{plan.slug}/observaciones.json")
        rows = {row["radicado"]: row for row in json.loads(answer.data)}  # type: ignore[attr-defined]
        comments = {c.filing_number: c for c in Comment.select().where(Comment.plan == plan)}
        self.held(rows.keys() == comments.keys(), "R18", plan.slug, "open data lack rows")
        for number, row in rows.items():
            comment = comments[number]
            self.held(row["extemporanea"] == comment.late, "R18", number, "late or not")
            allowed = comment.is_shown and not comment.is_minor
            group: ValueGroup | None = comment.value_group
            place: Territory | None = comment.territory
            grouped = allowed and comment.publish_group and group and not group.sensitive
            placed = allowed and comment.publish_territory and place
            self.held(bool(row["grupo_valor"]) == bool(grouped), "R14", number, row["grupo_valor"])
            self.held(bool(row["territorio"]) == bool(placed), "R14", number, row["territorio"])


def _texts(content: bytes) -> Iterator[str]:
    """The texts of an answer; of one that is an archive, of all that it holds."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from _texts(archive.read(name))
    else:
        yield content.decode(errors="ignore")
