"""The evidence page, the consolidated years, and the good practices."""

from dataclasses import replace
from datetime import date, datetime
from types import SimpleNamespace

from tests.cast import (
    AFTER_CLOSE,
    IN_MARCH,
    MONDAY,
    WHILE_OPEN,
    a_draft,
    an_announced_plan,
    later,
)
from tests.queries import listened
from tests.worlds import a_delivered_report, an_adjusted_plan
from webapp.figures import of_year
from webapp.vocabulary import (
    CyclePhase,
    ParticipationSpace,
    PublicityChannel,
    PublicityStage,
    RoundScope,
)
from webapp.vocabulary.participation_duties import Duty
from webapp.workflow import announcing, publicising
from webapp.workflow.announcing import WindowDays
from webapp.workflow.publicising import Sending

PAGE = "/participacion"
ITEM = ".//main//tbody/tr"
NOTHING = "Todavía no hay."


def items(page) -> dict[str, str]:
    """What the page says of each item, by its number or its norm."""
    return {
        each.findtext("th/span", ""): " ".join("".join(each.itertext()).split())
        for each in page.all(ITEM)
    }


def test_every_item_of_the_matrix_is_there_and_says_when_nothing_meets_it(visitor, cast):
    a_draft(cast)
    page = visitor.get(PAGE)
    said = items(page)
    assert {each.value for each in Duty} <= {*said}
    for met_here in ("6.1.7", "6.2.2.c", "6.2.3.a", "6.2.3.c"):
        assert NOTHING in said[met_here]
    for of_the_entity in ("6.1.3", "6.2.2.a", "6.2.5", "6.2.6"):
        assert "No está en este sitio." in said[of_the_entity]
    assert "en-preparacion" not in page.html
    assert "La entidad debe verificarlo con la norma" in page.words


def test_each_item_links_to_what_meets_it_once_it_is_there(visitor, cast, clock):
    an_announced_plan(cast, "plan-abierto")
    plan = an_adjusted_plan(cast)
    publicising.note(
        plan.announced_round,
        Sending(
            stage=PublicityStage.ANNOUNCEMENT,
            channel=PublicityChannel.LOUDSPEAKER,
            on=MONDAY.date(),
            audience="Todos",
        ),
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    a_delivered_report(plan, cast, is_good_practice=True, good_practice="Ir a la plaza.")
    clock(WHILE_OPEN)
    page = visitor.get(PAGE)
    slug = plan.slug
    meets = {
        "6.1.7": "/planes/plan-abierto",
        "6.1.8": "/planes/plan-abierto/calendario.ics",
        "6.1.9": "/planes/plan-abierto/suscripcion",
        "Ley 1712 de 2014, art. 9, lit. a": "mailto:concejo@concejo.example",
        "6.1.6": "/participacion/2026",
        "6.2.2.c": f"/planes/{slug}/cambios",
        "6.2.3.a": f"/planes/{slug}",
        "6.2.3.b": "/planes/plan-abierto/formulario.pdf",
        "6.2.3.c": f"/planes/{slug}/informe?ronda=1",
        "6.2.3.e": f"/planes/{slug}/resultados?ronda=1",
        "Ley 1437 de 2011, art. 8, núm. 8": "/registro",
        "Ley 1712 de 2014, art. 11, lit. k": "/datos",
        "Ley 1712 de 2014, art. 11, lit. d": f"/planes/{slug}/cambios",
    }
    for source, address in meets.items():
        (item,) = [each for each in page.all(ITEM) if each.findtext("th/span") == source]
        assert address in [each.get("href") for each in item.iter("a")], source
    assert {"/participacion/informes", "/participacion/buenas-practicas"} <= {*page.links}
    (publicity,) = [each for each in page.all(ITEM) if "difundió" in "".join(each.itertext())]
    assert publicity.find(".//a").get("href") == f"/planes/{slug}/resultados?ronda=1"


def test_the_reports_of_earlier_rounds_stay_linked_and_what_is_left_out_is_said(
    visitor, cast, clock
):
    plan = an_adjusted_plan(cast)
    for number in range(6):
        an_announced_plan(cast, f"otro-{number}")
    announcing.announce_round(
        plan,
        WindowDays(first_day=date(2026, 6, 1), last_day=date(2026, 6, 30), confirmed=True),
        scope=RoundScope.WHOLE,
        by=cast.elena_editor,
        at=later(AFTER_CLOSE, days=20),
    )
    clock(datetime(2026, 6, 2, 15))
    page = visitor.get(PAGE)
    assert f"/planes/{plan.slug}/informe?ronda=1" in page.links
    visitor.get(f"/planes/{plan.slug}/informe?ronda=1")
    (topics,) = [each for each in page.all(ITEM) if each.findtext("th/span") == "6.2.3.a"]
    assert [each.text for each in topics.iter("a")][-1] == "Todos los planes"


def test_calls_that_are_over_stay_as_evidence(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=30))
    page = visitor.get(PAGE)
    for number in ("6.1.7", "6.2.3.b"):
        (item,) = [each for each in page.all(ITEM) if each.findtext("th/span") == number]
        assert f"/planes/{plan.slug}" in [each.get("href") for each in item.iter("a")]


def test_a_diagnosis_meets_the_items_of_diagnosis(visitor, cast, clock):
    window = replace(IN_MARCH, cycle_phase=CyclePhase.DIAGNOSIS)
    an_announced_plan(cast, "diagnostico", window=window)
    clock(WHILE_OPEN)
    said = items(visitor.get(PAGE))
    assert "Plan de prueba" in said["6.2.1.a"]
    assert "Formulario en papel" in said["6.2.1.b"]
    assert NOTHING in said["6.2.1.d"]


def test_what_the_entity_shows_elsewhere_is_linked_beside_what_is_here(visitor, cast, desk):
    links = "/gestion/entidad/participacion"
    desk(cast.ada_admin).fill(
        links,
        strategy="https://www.concejo.example/estrategia.pdf",
        about="https://www.concejo.example/participa",
    )
    page = visitor.get(PAGE)
    assert "En www.concejo.example" in items(page)["6.1.3"]
    assert "https://www.concejo.example/estrategia.pdf" in page.links
    assert {"https://www.concejo.example/participa", "/paginas/como-participar"} <= {*page.links}


def test_it_costs_the_same_with_more_plans(visitor, cast):
    an_announced_plan(cast)
    with listened() as one:
        visitor.get(PAGE)
    for number in range(3):
        an_announced_plan(cast, f"otro-{number}")
    with listened() as four:
        visitor.get(PAGE)
    assert len(one) == len(four) <= 20


def test_the_footer_of_every_page_leads_to_it(visitor):
    assert PAGE in visitor.get("/").links


def test_a_year_adds_up_its_standing_reports_and_counts_a_round_once(visitor, cast, clock):
    clock(later(AFTER_CLOSE, days=1))
    plan = an_adjusted_plan(cast)
    first = a_delivered_report(plan, cast)
    a_delivered_report(plan, cast, replaces=first, title="Consulta corregida")
    a_delivered_report(
        plan, cast, title="Taller", space=ParticipationSpace.WORKING_TABLE,
        cycle_phase=CyclePhase.DIAGNOSIS,
    )  # fmt: skip
    page = visitor.get("/participacion/2026")
    assert "2 actividades con participación" in page.words
    assert "1 observación recibida a tiempo" in page.words
    assert "1 acción modificada" in page.words
    assert "Mesa de trabajo" in page.words
    assert "Formulación participativa" in page.words
    assert f"/participacion/informes/{first.number}" not in page.links
    assert page.text_of(".//*[@id='activities']").count("Plan de prueba") >= 2


def test_the_figures_of_a_year_lead_to_the_rows_of_each_activity_r18(visitor, cast, clock):
    clock(later(AFTER_CLOSE, days=1))
    plan = an_adjusted_plan(cast)
    a_delivered_report(plan, cast)
    page = visitor.get("/participacion/2026")
    links = {" ".join("".join(a.itertext()).split()): a.get("href", "") for a in page.all(".//a")}
    for figure in ("1 observación recibida a tiempo", "1 respuesta publicada"):
        assert len(visitor.get(links[figure]).all(".//ul[@class='entries']/li")) == 1
    assert links["1 acción modificada"] == f"/planes/{plan.slug}/resultados?ronda=1#hicimos"
    assert "Grupos de valor que participaron Ninguno" in page.words


def test_a_year_reads_the_first_reports_without_parting_the_silent_groups_r14(visitor, cast, clock):
    clock(later(AFTER_CLOSE, days=1))
    report = a_delivered_report(an_adjusted_plan(cast), cast)
    content = report.content
    content["groups"] = {"told": [], "rest": 1, "reserved": ["Mujeres"], "silent": ["Academia"]}
    assert of_year.consolidated([SimpleNamespace(content=content)]).untold == [
        "Academia",
        "Mujeres",
    ]


def test_a_year_says_which_closed_consultations_have_no_report_yet(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    an_announced_plan(cast, "otro-plan")
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get("/participacion/2026")
    assert "Consultas cerradas, sin informe todavía" in page.words
    assert "ronda 1, cerrada el martes 17 de marzo de 2026" in page.words
    assert "0 actividades" not in page.words
    a_delivered_report(plan, cast, title="Taller", space=ParticipationSpace.WORKING_TABLE)
    assert f"/planes/{plan.slug}" in visitor.get("/participacion/2026").links
    a_delivered_report(plan, cast)
    page = visitor.get("/participacion/2026")
    assert f"/planes/{plan.slug}" not in page.links
    assert "/planes/otro-plan" in page.links


def test_a_year_in_which_nothing_closed_is_not_there(visitor, cast):
    an_announced_plan(cast)
    for year in (2026, 0, 2**31):
        visitor.get(f"/participacion/{year}", 404)


def test_a_year_costs_the_same_with_more_plans(visitor, cast, clock):
    a_delivered_report(an_adjusted_plan(cast), cast)
    an_announced_plan(cast, "otro")
    clock(later(AFTER_CLOSE, days=1))
    with listened() as few:
        visitor.get("/participacion/2026")
    for number in range(3):
        an_announced_plan(cast, f"otro-{number}")
    with listened() as many:
        visitor.get("/participacion/2026")
    assert len(few) == len(many) <= 8


def test_good_practices_are_gathered_from_standing_reports(visitor, cast, clock):
    clock(later(AFTER_CLOSE, days=1))
    plan = an_adjusted_plan(cast)
    content = {"is_good_practice": True, "good_practice": "Ir a la plaza\nel día de mercado."}
    first = a_delivered_report(plan, cast, **content)
    assert "el día de mercado." in visitor.get("/participacion/buenas-practicas").words
    a_delivered_report(plan, cast, replaces=first)
    page = visitor.get("/participacion/buenas-practicas")
    assert "Aún no se ha informado ninguna." in page.words
