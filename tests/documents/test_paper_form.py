"""The paper form: what it says, to whom it is readable, and what it does with any text."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from pypdf import PdfReader

from webapp.documents import typesetting
from webapp.documents.paper_form import PaperAction, PaperChannel, PaperForm, paper_form
from webapp.documents.typesetting import TypesettingFailed, typeset

CATALOGUES = Path(__file__).parents[2] / "webapp/translations/es/LC_MESSAGES"
ADDRESS = "https://participa.example.org/planes/plan-de-mejora"

PLAN = PaperForm(
    entity_name="Concejo Municipal de La Peña",
    plan_title="Plan de mejora de la participación",
    plan_code="PC.01",
    address=ADDRESS,
    deadline_words="Puede opinar hasta el lunes 2 de diciembre, 11:59 p. m., hora de Colombia.",
    channels=(
        PaperChannel(name="Ventanilla", detail="carrera 4 n.º 10-26"),
        PaperChannel(name="Teléfono"),
    ),
    privacy_notice="Sus datos solo sirven para responderle.\n\nPuede pedir que se borren.",
)
ACTION = PaperAction(
    code="4.2",
    activity="Llevar el cronograma a los barrios",
    improvement="Publicarlo cada mes, también en las veredas",
    term="5 meses",
)
ON_ACTION = replace(PLAN, action=ACTION, address=f"{ADDRESS}/acciones/4.2")

SPANISH = {
    str(message.id): str(message.string)
    for file in sorted(CATALOGUES.glob("*.po"))
    for message in read_po(file.open("rb"), locale="es")
    if message.string
}


def spanish(message: str) -> str:
    return SPANISH[message]


def read(form: PaperForm) -> PdfReader:
    return PdfReader(BytesIO(paper_form(form, translate=spanish)))


def words_of(reader: PdfReader) -> str:
    return " ".join("\n".join(page.extract_text() for page in reader.pages).split())


def parts_of(reader: PdfReader) -> list[dict[str, Any]]:
    """Every element of the structure that assistive technology reads."""
    found: list[dict[str, Any]] = []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            found.append(element)
            if "/K" in element:
                waiting.append(element["/K"])
    return found


@pytest.mark.parametrize("form", [PLAN, ON_ACTION])
def test_the_form_is_one_sheet_of_letter_size(form: PaperForm) -> None:
    pages = read(form).pages
    assert len(pages) == 2
    assert {(page.mediabox.width, page.mediabox.height) for page in pages} == {(612, 792)}


@pytest.mark.parametrize("form", [PLAN, ON_ACTION])
def test_the_form_is_an_accessible_pdf_in_spanish(form: PaperForm) -> None:
    reader = read(form)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("es")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    kinds = [part.get("/S") for part in parts_of(reader)]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 7
    assert [part["/Alt"] for part in parts_of(reader) if part.get("/S") == "/Figure"] == [
        f"Lea el plan o escriba por internet: {form.address}"
    ]


def test_the_title_says_what_the_sheet_is_about() -> None:
    assert read(PLAN).metadata.title == (
        "Observación sobre el plan · Plan de mejora de la participación"
    )
    assert read(ON_ACTION).metadata.title.startswith("Observación sobre la acción 4.2 · ")


def test_the_sheet_of_a_plan_asks_for_the_number_of_the_action() -> None:
    words = words_of(read(PLAN))
    for part in (
        "Concejo Municipal de La Peña",
        "Puede opinar hasta el lunes 2 de diciembre, 11:59 p. m.",
        ADDRESS,
        "Todo el plan",
        "Acción número",
        "Propuesta de redacción",
        "Su observación",
        "¿Cómo lo redactaría usted?",
        "Correo electrónico",
        "Puede pedir que se borren.",
        "Ventanilla: carrera 4 n.º 10-26",
        "Radicado",
    ):
        assert part in words


def test_the_sheet_of_an_action_says_the_action_instead() -> None:
    words = words_of(read(ON_ACTION))
    assert "Acción número" not in words
    for part in (ACTION.activity, ACTION.improvement, "Plazo: 5 meses"):
        assert part in words


@pytest.mark.parametrize(
    "text",
    [
        "áéíóúüñ ÁÉÍÓÚÜÑ ¿qué? ¡no! «a» “b” n.º 1.ª € §",
        '#let x = 1 #read("/etc/passwd") $x$ *b* _c_ `d` @e <f> // g \\ = h',
        "<script>alert(1)</script> {{ 7*7 }} %(code)s",
        "Ћирилица Ελληνικά",
    ],
)
def test_any_text_is_shown_as_text(text: str) -> None:
    form = replace(
        PLAN, entity_name=text, plan_title=text, action=PaperAction(code="4.2", activity=text)
    )
    assert words_of(read(form)).count(text) >= 3


def test_a_text_from_right_to_left_is_shown() -> None:
    assert "مرحبا" in words_of(read(replace(PLAN, plan_title="Plan مرحبا")))


def test_what_no_font_has_becomes_a_square_and_the_rest_stays() -> None:
    words = words_of(read(replace(PLAN, plan_title="Año 漢 مرحبا © ✔ niño")))
    assert "Año □ مرحبا © ✔ niño" in words


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("😀", "cara sonriendo"),
        ("⚽", "balón de fútbol"),
        ("❤️", "corazón rojo"),
        ("👍🏽", "pulgar hacia arriba tono de piel medio"),
        ("👩‍👩‍👧", "familia mujer mujer niña"),
        ("🇨🇴", "bandera colombia"),
    ],
)
def test_an_emoji_is_written_as_its_name(sign: str, name: str) -> None:
    assert f"Año [{name}] niño" in words_of(read(replace(PLAN, plan_title=f"Año {sign} niño")))


def test_what_is_not_for_showing_is_left_out() -> None:
    words = words_of(read(replace(PLAN, plan_title="a\x00b\x07c\u202ed\ufeffe\ud800f")))
    assert "abcdef" in words


def test_a_text_full_of_strange_characters_still_comes_out() -> None:
    strange = "".join(map(chr, range(0x4E00, 0x4E00 + 200)))
    assert "□" * 20 in words_of(read(replace(PLAN, entity_name=f"Año {strange}")))


def test_a_word_of_400_letters_stays_within_the_sheet() -> None:
    reader = read(replace(ON_ACTION, action=replace(ACTION, activity="ñ" * 400)))
    assert len(reader.pages) == 2
    assert words_of(reader).replace(" ", "").count("ñ") >= 400
    edges: list[float] = []
    for page in reader.pages:
        page.extract_text(visitor_text=lambda _t, _c, matrix, *_: edges.append(matrix[4]))
    assert max(edges) < 612


def test_a_long_action_takes_more_pages_and_loses_nothing() -> None:
    long = "Palabras de la acción, una tras otra. " * 150
    reader = read(replace(ON_ACTION, action=replace(ACTION, activity=f"{long} FIN")))
    words = words_of(reader)
    assert len(reader.pages) > 2
    assert words.count("una tras otra") == 150
    assert "FIN" in words


def test_the_same_form_is_the_same_file() -> None:
    assert paper_form(PLAN, translate=spanish) == paper_form(PLAN, translate=spanish)


def test_a_template_that_fails_is_said() -> None:
    with pytest.raises(TypesettingFailed, match="paper_form"):
        typeset("paper_form", {})


def test_the_template_is_part_of_the_package() -> None:
    folder = Path(typesetting.__file__).parent
    assert (folder / "paper_form.typ").is_file()
