"""R18: what the results page, the report in its four formats, the exports and the case file say of
the sample observations, compared pair by pair."""

import csv
import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from statistics import median
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from docx import Document
from docx.text.paragraph import Paragraph
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cast import AFTER_CLOSE, Cast, a_cast, later, shown
from tests.story import ADJUSTED, Story
from tests.visitor import Page, Visitor
from tests.worlds import an_adjusted_plan, answered
from webapp.models import Comment, Entity, Plan
from webapp.values import working_days
from webapp.workflow import answering

PLAN = "/planes/cartago"

Said = dict[str, object]
"""What one of them says: a figure by its name, for instance `canal: Web`."""

TOTALS = {
    "en término": "Observaciones recibidas a tiempo",
    "extemporáneas": "Observaciones extemporáneas",
    "respondidas": "Con respuesta publicada",
    "sin respuesta": "Aún sin respuesta publicada",
    "días (mediana)": "Días hábiles entre el recibo y la respuesta (mediana)",
    "acciones": "Acciones en total",
    "acciones con observaciones": "Acciones con observaciones",
    "acciones modificadas": "Acciones modificadas",
    "cambios": "Cambios publicados",
}
"""Figures, and how the report calls them."""

GRIDS = {
    "estado": "Respuestas por estado",
    "decisión": "Respuestas por decisión",
    "remitente": "Quién las envió",
    "canal": "Por dónde llegaron",
    "tipo": "De qué tipo son",
}
CHARTS = {
    "día": "por-dia",
    "tipo": "por-tipo",
    "canal": "por-canal",
    "acción": "por-accion",
    "decisión": "decisiones",
}
"""Charts of the results page by their address in it."""

MONTHS = dict(zip(("nov", "dic"), (11, 12), strict=True))


@pytest.fixture
def story(app, clock) -> Story:
    """The sample observations, from their filing to the adjusted plan."""
    story = Story()
    story.file()
    story.moderate()
    story.answer()
    story.adjust()
    story.report()
    story.publish()
    clock(later(ADJUSTED, days=1))
    return story


def number(text: str) -> float:
    """A number as people write it: 1.234,5."""
    return float(text.strip().replace(".", "").replace(",", "."))


# --- the results page -----------------------------------------------------------------------------


def of_the_results_page(page: Page) -> Said:
    """The large figures, the tables beside the charts, and the states."""
    said: Said = {}
    large = [text_of(each) for each in page.all(".//ul//li")]
    patterns = {
        "en término": r"([\d.]+) observaciones a tiempo",
        "acciones con observaciones": r"([\d.]+) de [\d.]+ acciones con observaciones",
        "respondidas": r"([\d.]+) de [\d.]+ observaciones con respuesta",
        "días (mediana)": r"([\d.,]+) días hábiles para responder",
        "acciones modificadas": r"([\d.]+) de [\d.]+ acciones con cambios",
        "acciones": r"[\d.]+ de ([\d.]+) acciones con cambios",
        "cambios": r"([\d.]+) cambios en el texto",
    }
    for name, pattern in patterns.items():
        (found,) = [match for text in large if (match := re.match(pattern, text))]
        said[name] = number(found[1])
    for name, place in CHARTS.items():
        for label, count in rows_of(page, f".//*[@id='{place}']//tbody/tr"):
            said[f"{name}: {spelled(name, label)}"] = number(count)
    for label, count, share in rows_of(page, ".//h3[@id='estados']/../table/tbody/tr"):
        said[f"estado: {label}"] = number(count)
        if any(character.isdigit() for character in share):
            said[f"porcentaje: {label}"] = number(share.rstrip("%"))
    return without_nothing(said)


def rows_of(page: Page, path: str) -> list[list[str]]:
    """The texts of the cells of a table."""
    return [[text_of(cell) for cell in row] for row in page.all(path)]


def text_of(element: Element | None) -> str:
    """The words of an element."""
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def spelled(name: str, label: str) -> str:
    """The label of a chart as the exports have it: days in ISO, no kind and no action as empty."""
    if name == "día":
        day, month = label.split()
        return f"2024-{MONTHS[month]:02d}-{int(day):02d}"
    return "" if label in ("Sin indicar", "El plan") else label


def without_nothing(said: Said) -> Said:
    """The figures without the silent days and what nobody chose: exports have no row for them."""
    return {name: value for name, value in said.items() if value or ": " not in name}


# --- the report in its four formats ---------------------------------------------------------------


def of_the_report(facts: Mapping[str, str], grids: Mapping[str, Sequence[Sequence[str]]]) -> Said:
    """Its section of results: figures by name, and its small tables by title."""
    said: Said = {name: number(facts[label]) for name, label in TOTALS.items()}
    for name, title in GRIDS.items():
        for label, count, *share in grids[title]:
            said[f"{name}: {spelled(name, label)}"] = number(count)
            if share and share[0].strip():
                said[f"porcentaje: {label}"] = number(share[0].rstrip("%"))
    return without_nothing(said)


def of_the_report_page(page: Page) -> Said:
    names, texts = ([text_of(each) for each in page.all(f".//{tag}")] for tag in ("dt", "dd"))
    grids = {
        text_of(table.find("caption")): [
            [text_of(cell) for cell in row] for row in table.findall(".//tbody/tr")
        ]
        for table in page.all(".//table")
    }
    return of_the_report(dict(zip(names, texts, strict=True)), grids)


def of_the_pdf(content: bytes) -> Said:
    """Out of its text, line by line."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    text = " ".join(" ".join(pages).split())
    facts = {}
    for label in TOTALS.values():
        found = re.search(rf"{re.escape(label)} ([\d.,]+)", text)
        assert found, label
        facts[label] = found[1]
    return of_the_report(facts, {title: grid_in(text, title) for title in GRIDS.values()})


def grid_in(text: str, title: str) -> list[list[str]]:
    """The rows of a small table, from its title on."""
    line = re.compile(r"([A-ZÁÉÍÓÚ][a-záéíóúñ ]+?) ([\d.]+)(?: ([\d,]+) %)?(?= |$)")
    rest = text.partition(f"{title} ")[2].partition("Observaciones ")[2].removeprefix("% ")
    rows = []
    while found := line.match(rest):
        rows.append([found[1], found[2], found[3] or ""])
        rest = rest[found.end() :].lstrip()
    assert rows, title
    return rows


def of_the_docx(content: bytes) -> Said:
    """Its tables, each under the heading or caption before it."""
    facts: dict[str, str] = {}
    grids: dict[str, list[list[str]]] = {}
    title = ""
    document = Document(io.BytesIO(content))
    tables = iter(document.tables)
    for element in document.element.body:
        if element.tag.endswith("}p"):
            title = Paragraph(element, document).text.strip() or title
        elif element.tag.endswith("}tbl"):
            rows = [[cell.text for cell in row.cells] for row in next(tables).rows]
            grids[title] = rows[1:]
            facts |= {row[0]: row[1] for row in rows if len(row) == 2}
    return of_the_report(facts, grids)


def of_the_xlsx(content: bytes) -> Said:
    sheet = load_workbook(io.BytesIO(content))["resultados"]
    facts: dict[str, str] = {}
    grids: dict[str, list[list[str]]] = {}
    for part, name, value, share in sheet.iter_rows(min_row=2, values_only=True):
        cells = [str(each if each is not None else "").replace(".", ",") for each in (value, share)]
        facts[str(name)] = cells[0]
        grids.setdefault(str(part), []).append([str(name), *cells])
    return of_the_report(facts, grids)


# --- rows: open data and the case file ------------------------------------------------------------

Row = Mapping[str, Any]


def of_rows(observations: Sequence[Row], changes: Sequence[Row], actions: Sequence[Row]) -> Said:
    """Every figure, counted again from the rows."""
    in_term = [row for row in observations if row["extemporanea"] == "no"]
    answered = [row for row in in_term if row["decision"]]
    zone = Entity.current().zone
    days = [
        working_days.working_days_between(
            *(
                datetime.fromisoformat(row[name]).astimezone(zone).date()
                for name in ("fecha_recepcion", "fecha_respuesta")
            )
        )
        for row in answered
    ]
    asked = [row for row in actions if str(row["edicion"]) == "1" and not row["continua_a"]]
    said: Said = {
        "en término": len(in_term),
        "extemporáneas": len(observations) - len(in_term),
        "respondidas": len(answered),
        "sin respuesta": len(in_term) - len(answered),
        "días (mediana)": median(days),
        "acciones": len(asked),
        "acciones con observaciones": len({row["accion"] for row in in_term if row["accion"]}),
        "acciones modificadas": len({row["accion"] for row in changes if row["accion"]}),
        "cambios": len(changes),
    }
    for name, column in {"tipo": "tipo", "canal": "canal", "acción": "accion"}.items():
        said |= {f"{name}: {key}": n for key, n in tally(in_term, column).items()}
    for name, column in {"decisión": "decision", "estado": "estado"}.items():
        said |= {f"{name}: {key}": n for key, n in tally(answered, column).items()}
    received = Counter(row["fecha_recepcion"][:10] for row in in_term)
    said |= {f"día: {key}": n for key, n in received.items()}
    states = tally(answered, "estado")
    base = states["Aceptada"] + states["No aceptada"]
    for state in ("Aceptada", "No aceptada"):
        said[f"porcentaje: {state}"] = round(100 * states[state] / base, 1)
    return said


def tally(rows: Iterable[Row], column: str) -> Counter[str]:
    return Counter(row[column] or "" for row in rows)


def in_csv(content: bytes) -> list[Row]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def in_json(content: bytes) -> list[Row]:
    return [
        {**row, "extemporanea": "sí" if row["extemporanea"] else "no"}
        if isinstance(row.get("extemporanea"), bool)
        else row
        for row in json.loads(content)
    ]


def in_xlsx(content: bytes) -> list[Row]:
    header, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def of_open_data(visitor: Visitor, form: str, read: Callable[[bytes], list[Row]]) -> Said:
    files = (f"{PLAN}/{name}.{form}" for name in ("observaciones", "cambios", "acciones"))
    return of_rows(*(read(visitor.client.get(each).data) for each in files))


def of_the_case_file(content: bytes) -> dict[str, Said]:
    """What its data say, in both forms, and its reports; its checksums hold."""
    case = zipfile.ZipFile(io.BytesIO(content))
    files = {name.partition("/")[2]: case.read(name) for name in case.namelist()}
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, _, name = line.partition("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest, name
    named = ("observaciones", "cambios", "acciones")
    report = "informe/informe-ronda-1"
    return {
        "zip: csv": of_rows(*(in_csv(files[f"datos/{each}.csv"]) for each in named)),
        "zip: json": of_rows(*(in_json(files[f"datos/{each}.json"]) for each in named)),
        "zip: pdf": of_the_pdf(files[f"{report}.pdf"]),
        "zip: docx": of_the_docx(files[f"{report}.docx"]),
        "zip: xlsx": of_the_xlsx(files[f"{report}.xlsx"]),
    }


# --- all of them ----------------------------------------------------------------------------------


def test_every_figure_agrees_wherever_it_is_told_r18(story, visitor):
    def fetched(name: str) -> bytes:
        return visitor.client.get(f"{PLAN}/{name}").data

    said = {
        "resultados": of_the_results_page(visitor.get(f"{PLAN}/resultados")),
        "informe": of_the_report_page(visitor.get(f"{PLAN}/informe")),
        "informe.pdf": of_the_pdf(fetched("informe.pdf")),
        "informe.docx": of_the_docx(fetched("informe.docx")),
        "informe.xlsx": of_the_xlsx(fetched("informe.xlsx")),
        "csv": of_open_data(visitor, "csv", in_csv),
        "json": of_open_data(visitor, "json", in_json),
        "xlsx": of_open_data(visitor, "xlsx", in_xlsx),
        **of_the_case_file(fetched("expediente.zip")),
    }

    assert said["csv"]["en término"] == len(story.samples) == 13
    for one, other in combinations(said, 2):
        shared = said[one].keys() & said[other].keys()
        assert len(shared) >= 18, f"{one} and {other} have little to compare"
        differing = {
            name: (said[one][name], said[other][name])
            for name in shared
            if said[one][name] != said[other][name]
        }
        assert not differing, f"{one} and {other}: {differing}"
    everything = said["csv"].keys()
    for name, each in said.items():
        # Rows have the public label of whoever wrote, which says less than the kind of author.
        authors = {key for key in each if key.startswith("remitente")}
        assert each.keys() - authors <= everything, f"{name}: {each.keys() - everything}"


# --- what is registered after the report ----------------------------------------------------------


def test_every_page_says_what_was_registered_after_the_report_r10_r18(app, clock, visitor, desk):
    cast = a_cast()
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=5))
    moderator, address = desk(cast.mario_moderator), "/gestion/planes/plan-de-prueba/recepcion"
    assert "ya está publicado" in moderator.get(address).words
    sent = moderator.fill(address, received_on="2026-03-10", body="En papel.", action="1.1")
    assert "Falta una respuesta" in moderator.get(sent.response.location).words
    public = "/planes/plan-de-prueba"
    told = "1 observación se registró después del informe del viernes 20 de marzo de 2026"
    for page in ("", "/resultados", "/informe", "/observaciones"):
        words = visitor.get(public + page).words
        assert told in words
        assert "1 espera su respuesta" in words
    assert "2 observaciones a tiempo" in visitor.get(f"{public}/resultados").words
    after = visitor.get(f"{public}/observaciones?posteriores=si")
    assert [each for each in after.words.split() if each.startswith("CMC-")] == ["CMC-2026-000002"]
    assert "registrada el miércoles 25 de marzo de 2026" in after.words
    alone = visitor.get("/observaciones/CMC-2026-000002").words
    assert "a su respuesta le sigue una adición al informe" in alone
    assert "Falta una respuesta" in moderator.get("/gestion/observaciones/CMC-2026-000002").words
    waiting = "1 registrada después del informe, por responder en una adición"
    assert waiting in desk(cast.rosa_responder).get("/gestion/").words
    answer_belated(plan, cast, later(AFTER_CLOSE, days=6))
    for page in ("", "/resultados", "/informe"):
        assert "Sus respuestas están publicadas, en una adición" in visitor.get(public + page).words
    assert "Adición: lo que se registró" in visitor.get(f"{public}/informe").words


def answer_belated(plan: Plan, cast: Cast, at: datetime) -> None:
    """Moderate and answer the last observation."""
    comment = shown(plan.comments.order_by(Comment.id.desc()).get(), cast, at)
    answer = answered(comment, cast, at=at)
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=at)
