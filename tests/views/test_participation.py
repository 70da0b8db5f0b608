"""The evidence page, the consolidated years, and the good practices."""

from tests.cast import AFTER_CLOSE, MONDAY, WHILE_OPEN, a_draft, an_announced_plan, later
from tests.queries import listened
from tests.worlds import a_delivered_report, an_adjusted_plan
from webapp.vocabulary import CyclePhase, ParticipationSpace, PublicityChannel, PublicityStage
from webapp.workflow import publicising
from webapp.workflow.publicising import Sending

PAGE = "/participacion"
NOTHING = "Todavía no hay."


def items(page) -> dict[str, str]:
    """What the page says of each item, by its title."""
    return {
        each.findtext("h3", ""): " ".join("".join(each.itertext()).split())
        for each in page.all(".//main//ul[@class='entries']/li")
    }


def test_with_nothing_published_each_item_says_so(visitor, cast):
    a_draft(cast)
    page = visitor.get(PAGE)
    said = items(page)
    assert len(said) >= 15
    assert NOTHING in said["Informe de observaciones y respuestas"]
    assert "Ahora no hay consultas" in said["Consultas a las que se convoca ahora"]
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
    assert {
        "/planes/plan-abierto/calendario.ics",
        f"/planes/{slug}/informe",
        f"/planes/{slug}/resultados",
        f"/planes/{slug}/cambios",
        f"/planes/{slug}/observaciones",
        "/participacion/informes",
        "/participacion/2026",
        "/participacion/buenas-practicas",
        "/datos",
        "/registro",
    } <= {*page.links}
    assert "Perifoneo" in items(page)["Cómo se difundió cada consulta"]


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


def test_a_year_without_reports_is_not_there(visitor, cast):
    an_announced_plan(cast)
    for year in (2026, 0, 2**31):
        visitor.get(f"/participacion/{year}", 404)


def test_good_practices_are_gathered_from_standing_reports(visitor, cast, clock):
    clock(later(AFTER_CLOSE, days=1))
    plan = an_adjusted_plan(cast)
    told = {"is_good_practice": True, "good_practice": "Ir a la plaza\nel día de mercado."}
    first = a_delivered_report(plan, cast, **told)
    assert "el día de mercado." in visitor.get("/participacion/buenas-practicas").words
    a_delivered_report(plan, cast, replaces=first)
    page = visitor.get("/participacion/buenas-practicas")
    assert "Aún no se ha informado ninguna." in page.words
