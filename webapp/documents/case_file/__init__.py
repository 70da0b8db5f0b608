"""The whole case file of a plan in one ZIP: to be read, checked and kept without this program."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from webapp.documents.case_file.log import DESK_LOG, LOG, entries
from webapp.documents.case_file.pages import Pages, style
from webapp.documents.case_file.voice import CaseFileVoice
from webapp.documents.case_file.zip_writer import ZipWriter
from webapp.documents.datasets import STREAMED, Dataset, dictionary
from webapp.documents.delimited import lines
from webapp.documents.open_data import (
    ACTIONS,
    ANSWERS,
    CHANGES,
    DESK_OBSERVATIONS,
    OBSERVATIONS,
    actions,
    answers,
    changes,
    observations,
)
from webapp.models import Document, DocumentContent, Edition, Event, Plan, canonical
from webapp.models.edition_content import given_content_of
from webapp.settings import paths
from webapp.settings.version import VERSION
from webapp.values import time_zones
from webapp.vocabulary.messages import N_

INDEX = ("archivo", "contenido", "bytes", "sha256")
_BLOCK = 64 * 1024
_LONGEST_NAME = 100
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True)
class Enclosed:
    """A file that another writer makes: its name in the case file, what it is, and how to write
    it to a path."""

    name: str
    what: str
    write: Callable[[Path], object]


def write(
    file: BinaryIO,
    plan: Plan,
    *,
    voice: CaseFileVoice,
    head: Event,
    enclosed: Sequence[Enclosed] = (),
    whole: bool = False,
) -> None:
    """Write the case file: the public copy, or the desk's (`whole`), which has the originals of
    texts and every detail of the log. Neither holds contact data (R13).

    It is as of the newest entry of the log, `head`, and has no other instant in it: while nothing
    more is recorded its bytes are the same. Memory does not grow with the number of observations.
    """
    local = time_zones.to_local(head.at, voice.spelling.zone)
    folder = f"expediente-{plan.slug}{'-gestion' if whole else ''}"
    with ZipWriter(file, folder=folder, at=local) as archive:
        _Writer(archive, plan, voice, head, whole=whole).write(enclosed)


class _Writer:
    def __init__(
        self, archive: ZipWriter, plan: Plan, voice: CaseFileVoice, head: Event, *, whole: bool
    ) -> None:
        self.archive, self.plan, self.voice, self.whole = archive, plan, voice, whole
        self.head = head
        self.pages = Pages(plan, voice)

    def write(self, enclosed: Sequence[Enclosed]) -> None:
        say = self.voice.say
        self.archive.add("LEEME.txt", [self._read_me()], say(N_("How to read and check this")))
        self.archive.add("estilo.css", [style()], say(N_("Style of the pages")))
        for edition in self.plan.published_editions:
            self._edition(edition)
        self._tables()
        for page in self.pages.observations(self._observations(whole=False)):
            self.archive.add(f"observaciones/{page.name}", [page.html], page.title)
        for each in enclosed:
            self.archive.add(each.name, _written(each), each.what)
        self._documents()
        self._index()

    def _read_me(self) -> bytes:
        text = (paths.content() / "case_file" / "LEEME.txt").read_text(encoding="utf-8")
        more = (paths.content() / "case_file" / "gestion.txt").read_text(encoding="utf-8")
        return text.format(
            plan=self.plan.title,
            entidad=self.voice.entity_name,
            direccion=self.voice.address,
            fecha=self.voice.moment(self.head.at),
            anotaciones=self.head.position,
            sello=self.head.seal,
            version=VERSION,
            gestion=more if self.whole else "",
        ).encode()

    def _edition(self, edition: Edition) -> None:
        say, name = self.voice.say, f"ediciones/edicion-{edition.number}"
        self.archive.add(
            f"{name}.html",
            [self.pages.edition(edition)],
            say(N_("Edition %(number)s, to read"), number=edition.number),
        )
        self.archive.add(
            f"{name}.json",
            [canonical(given_content_of(edition)).encode()],
            say(
                N_("Edition %(number)s, for programs; its SHA-256 is its digest"),
                number=edition.number,
            ),
        )

    def _observations(self, *, whole: bool) -> Iterator[Any]:
        return observations(self.plan, self.voice.spelling, desk=whole)

    def _tables(self) -> None:
        plan, whole = self.plan, self.whole
        columns = DESK_OBSERVATIONS if whole else OBSERVATIONS
        self._table(columns, lambda: self._observations(whole=whole))
        self._table(ANSWERS, lambda: answers(plan))
        self._table(CHANGES, lambda: changes(plan))
        self._table(ACTIONS, lambda: actions(plan))
        log = DESK_LOG if whole else LOG
        self._table(log, self._log)
        self._dictionary((columns, ANSWERS, CHANGES, ACTIONS, log))

    def _log(self) -> Iterator[Any]:
        return entries(self.plan, self.head, self.voice.spelling.translate, whole=self.whole)

    def _table(self, dataset: Dataset[Any], rows: Callable[[], Iterator[Any]]) -> None:
        what = self.voice.say(dataset.title)
        for form, written in STREAMED.items():
            pieces = written(dataset, rows(), self.voice.spelling)
            self.archive.add(f"datos/{dataset.name}.{form}", pieces, f"{what} ({form.upper()})")

    def _dictionary(self, datasets: Iterable[Dataset[Any]]) -> None:
        rows = (
            (dataset.name, *row)
            for dataset in datasets
            for row in dictionary(dataset, self.voice.spelling.translate)
        )
        header = ("archivo", "columna", "significado", "forma", "valores")
        what = self.voice.say(N_("What each column of the tables is"))
        self.archive.add("datos/diccionario.csv", lines([header, *rows]), what)

    def _documents(self) -> None:
        for document in Document.listed(self.plan):
            content = DocumentContent.get(DocumentContent.document == document).content
            name = _UNSAFE.sub("-", document.filename)[-_LONGEST_NAME:].lstrip(".-") or "documento"
            self.archive.add(f"documentos/{document.id}-{name}", [bytes(content)], document.title)

    def _index(self) -> None:
        say, packed = self.voice.say, list(self.archive.packed)
        facts = [
            (say(N_("Plan")), self.plan.title),
            (say(N_("Entity")), self.voice.entity_name),
            (say(N_("Address")), self.voice.address),
            (say(N_("As it stood on")), self.voice.moment(self.head.at)),
        ]
        rows = ((each.name, each.what, each.size, each.sha256) for each in packed)
        self.archive.add("indice.csv", lines([INDEX, *rows]), say(N_("This index, as a table")))
        self.archive.add("indice.html", [self.pages.index(packed, facts)], say(N_("This index")))
        self.archive.add("SHA256SUMS", [self.archive.sums()], say(N_("Digest of every file")))


def _written(enclosed: Enclosed) -> Iterator[bytes]:
    with TemporaryDirectory(prefix="enmienda-") as folder:
        path = Path(folder) / "file"
        enclosed.write(path)
        with path.open("rb") as file:
            while piece := file.read(_BLOCK):
                yield piece
