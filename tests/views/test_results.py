"""What came of a consultation: every number is a chart's, a table's and that of the rows behind."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from tests.cast import (
    AFTER_CLOSE,
    MONDAY,
    WHILE_OPEN,
    Cast,
    an_announced_plan,
    an_outline,
    filed,
    later,
    received,
    shown,
)
from tests.in_step import in_step
from tests.queries import listened
from tests.visitor import Page, Visitor
from tests.worlds import (
    SECRET,
    a_plan_left_as_it_was,
    adjusted,
    an_adjusted_plan,
    answered,
    crowd,
    reported,
)
from webapp.figures.main_points import excerpt
from webapp.figures.of_plan import Figures
from webapp.models import Plan, Territory, ValueGroup
from webapp.text.redaction import RedactionKind, Span
from webapp.values.plan_outline import Outline
from webapp.vocabulary import (
    Channel,
    Decision,
    Ground,
    Kind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    RoundScope,
    TerritoryKind,
)
from webapp.workflow import (
    adjusting,
    announcing,
    answering,
    moderating,
    publicising,
    publishing,
    tallying,
)
from webapp.workflow.announcing import WindowDays
from webapp.workflow.commenting import Filing
from webapp.workflow.moderating import Redactions
from webapp.workflow.publicising import Sending

RESULTS = "/planes/plan-de-prueba/resultados"
SVG = "{http://www.w3.org/2000/svg}"


def a_told_plan(cast: Cast) -> Plan:
    """Observations of every sort, one of them late, answered in every way; 1.1 changed."""
    plan = an_announced_plan(cast)
    group = ValueGroup.public()[0]
    place = Territory.select().first()
    said = [
        {"kind": Kind.PROPOSAL, "value_group": group, "territory": place},
        {"kind": Kind.PROPOSAL, "value_group": group, "territory": place},
        {"kind": Kind.QUESTION, "value_group": group, "code": "2.1"},
        {"kind": Kind.SUPPORT, "value_group": group, "code": None, "territory": place},
        {"value_group": group, "code": "2.1.1", "territory": place},
        {"territory": place},
        *({"at": later(WHILE_OPEN, days=1)} for _ in range(5)),
    ]
    comments = [
        shown(filed(plan, f"Observación {number}.", **each).comment, cast)
        for number, each in enumerate(said)
    ]
    filed_late(plan, cast)
    decisions = (
        Decision.NOT_INCORPORATED,
        Decision.ALREADY_INCLUDED,
        Decision.OUT_OF_SCOPE,
        Decision.INFORMATIVE_REPLY,
    )
    for comment, decision in zip(comments[1:], decisions, strict=False):
        reply = answering.Reply(
            decision=decision,
            text="Gracias.",
            reason=f"Motivo {decision}. Así consta en el acta de la mesa directiva.",
            cites="1.1",
        )
        answer = answering.submit(
            comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE
        )
        answering.approve(answer, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    for comment in comments[5:]:
        answered(comment, cast)
    return adjusted(
        plan,
        cast,
        comments[:1],
        {"1.1": {PlanField.IMPROVEMENT: "Construir un buzón.", PlanField.TERM_MONTHS: 6}},
    )


def filed_late(plan: Plan, cast: Cast) -> None:
    received(
        Filing(body="Llegó tarde."), plan=plan, action=None, submission_id="",
        channel=Channel.FRONT_DESK, received_at=AFTER_CLOSE, by=cast.mario_moderator,
        at=AFTER_CLOSE,
    )  # fmt: skip


def rows_at(visitor: Visitor, address: str) -> int:
    """How many observations an address lists, page by page."""
    count = 0
    while address:
        page = visitor.get(address)
        count += len(page.all(".//ul[@class='entries']/li"))
        following = page.all(".//a[@rel='next']")
        address = following[0].get("href", "") if following else ""
    return count


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def linked_numbers(page: Page) -> Iterator[tuple[int, str]]:
    """Every number of the page that leads somewhere, and where."""
    for cell in page.all(".//main//td"):
        for link in cell.findall("a"):
            yield number("".join(link.itertext())), link.get("href", "")
    for figure in page.all(".//main//ul[@class='figures']/li"):
        for link in figure.findall("a"):
            yield number(figure.find("strong").text or ""), link.get("href", "")


def charts(page: Page) -> dict[str, list[tuple[str, int]]]:
    """What each chart draws, by its id."""
    drawn = {}
    for figure in page.all(".//figure[@class='charted']"):
        counts = [
            number(each.text or "") for each in figure.findall(f".//{SVG}text[@class='count']")
        ]
        names = [
            " ".join("".join(each.itertext()).split()) for each in figure.findall(".//tbody//th")
        ]
        drawn[figure.get("id", "")] = list(zip(names, counts, strict=True))
    return drawn


def tables(page: Page) -> dict[str, list[tuple[str, int]]]:
    """The table beside each chart."""
    return {
        figure.get("id", ""): [
            ("".join(row.find("th").itertext()).strip(), number("".join(row.find("td").itertext())))
            for row in figure.findall(".//tbody/tr")
        ]
        for figure in page.all(".//figure[@class='charted']")
    }


def test_every_number_leads_to_as_many_rows_r18(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    checked = 0
    for count, address in linked_numbers(visitor.get(RESULTS)):
        if "/observaciones" in address:
            assert rows_at(visitor, address) == count, address
            checked += 1
    assert checked > 25


def test_the_numbers_of_changes_are_those_of_the_changelog_r18(visitor, cast, clock):
    plan = a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    behind = {address: count for count, address in linked_numbers(page) if "/cambios" in address}
    (address,) = behind
    changelog = visitor.get(address)
    assert len(changelog.all(".//main//article")) == Figures(plan).changes_total == 2
    assert len(changelog.all(".//main//h3")) == Figures(plan).actions_changed == 1
    assert "1 de 3 acciones con cambios" in page.words
    assert "2 cambios en el texto" in page.words


def test_charts_tables_and_figures_say_the_same_r18(visitor, cast, clock):
    plan = a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page, figures = visitor.get(RESULTS), Figures(plan)
    assert charts(page) == tables(page)
    said = {name: [count for _, count in rows] for name, rows in charts(page).items()}
    assert said["por-dia"] == [count for _, count in figures.by_day]
    assert said["por-accion"] == [count for _, count in figures.by_action]
    assert said["por-tipo"] == [count for _, count in figures.by_kind]
    assert said["por-canal"] == [count for _, count in figures.by_channel]
    assert said["por-grupo"] == said["por-territorio"] == [5, 6]
    assert sum(said["por-grupo"]) == figures.by_group.observations
    assert said["decisiones"] == [count for _, count in figures.by_decision]
    assert sum(said["por-dia"]) == figures.total == 11


def test_charts_can_be_read_without_seeing_them(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    drawn = page.all(f".//{SVG}svg[@class='chart']")
    assert len(drawn) == 7
    for chart in drawn:
        assert chart.get("role") == "img"
        title, about = chart.find(f"{SVG}title"), chart.find(f"{SVG}desc")
        assert chart.get("aria-labelledby") == title.get("id")
        assert chart.get("aria-describedby") == about.get("id")
        assert title.text
        assert re.search(r"Barras, \d+ en total\. La más larga: .+, con \d+\.", about.text or "")


def points(page: Page) -> list[str]:
    """What people said and what was done with it, pair by pair."""
    return [
        " ".join("".join(each.itertext()).split()) for each in page.all(".//*[@id='principal']//dl")
    ]


def test_what_people_said_is_told_with_what_was_done_with_it(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    assert points(page) == [
        "Dijeron «Observación 0.» CMC-2026-000001 Hicimos Cambiamos "
        "la acción 1.1: alternativa de mejora, plazo. Lo pidieron en la 1.1.",
        "Dijeron «Observación 1.» CMC-2026-000002 Hicimos No incorporada. "
        "Motivo not_incorporated. Así consta en el acta de la mesa directiva.",
        "Dijeron «Observación 5.» CMC-2026-000006 Hicimos Respuesta informativa. "
        "Es lo que corresponde. Así consta en el acta de la mesa directiva.",
        "Dijeron «Observación 2.» CMC-2026-000003 Hicimos Ya contemplada. "
        "Motivo already_included. Así consta en el acta de la mesa directiva.",
        "Dijeron «Observación 4.» CMC-2026-000005 Hicimos Respuesta informativa. "
        "Motivo informative_reply. Así consta en el acta de la mesa directiva.",
        "Dijeron «Observación 3.» CMC-2026-000004 Hicimos Fuera de alcance. "
        "Motivo out_of_scope. Así consta en el acta de la mesa directiva.",
    ]
    headings = ["".join(each.itertext()) for each in page.all(".//*[@id='principal']//h4")]
    assert headings == ["1. Escuchar", "2. Responder", "El plan en su conjunto"]
    rows = f"{RESULTS.rpartition('/')[0]}/observaciones?extemporaneas=no&categoria=2"
    assert rows in page.links
    assert rows_at(visitor, rows) == 2


def test_a_point_quotes_only_what_the_public_may_read_r3(visitor, cast, clock):
    plan = an_announced_plan(cast)
    whole = filed(plan, f"Soy {SECRET}. Pongan bancas.").comment
    redacted = moderating.redact(
        whole,
        Redactions(body=[Span(4, 4 + len(SECRET), RedactionKind.NAME)]),
        ground=Ground.PERSONAL_DATA,
        version=whole.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    insult = filed(plan, f"Insulto con {SECRET}.", code="1.2").comment
    withheld = moderating.withhold(
        insult, ground=Ground.INSULT_OR_THREAT, note="Insulta.",
        version=insult.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    for comment in (redacted, withheld):
        answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    (point,) = points(page)
    assert point.startswith("Dijeron «Soy [nombre suprimido]. Pongan bancas.» CMC-2026-000001")
    assert SECRET not in page.html


def test_a_reason_first_given_to_a_withheld_one_is_told_with_one_that_can_be_read(
    visitor, cast, clock
):
    plan = an_announced_plan(cast)
    insult = filed(plan, "Un insulto.").comment
    withheld = moderating.withhold(
        insult, ground=Ground.INSULT_OR_THREAT, note="Insulta.",
        version=insult.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    for comment in (withheld, shown(filed(plan, "Pongan bancas.").comment, cast)):
        answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    clock(later(AFTER_CLOSE, days=1))
    assert [each.partition(" CMC")[0] for each in points(visitor.get(RESULTS))] == [
        "Dijeron «Pongan bancas.»"
    ]
    tallying.recount()
    assert in_step(tallying.compared())
    assert len(points(visitor.get(RESULTS))) == 1


def test_a_long_observation_is_told_by_its_beginning_between_words():
    cut = excerpt(f"Uno\n\ndos {'largo ' * 40}")
    assert cut.startswith("Uno dos largo")
    assert cut.endswith("largo…")
    assert len(cut) <= 141
    assert excerpt("x" * 400) == "x" * 140 + "…"
    assert excerpt("y" * 130 + " [nombre suprimido] escribe") == "y" * 130 + "…"
    assert excerpt("Corto.") == "Corto."


def test_one_reason_is_told_once_and_few_of_each_category(visitor, cast, clock):
    plan = an_announced_plan(cast)
    for n in range(6):
        comment = shown(filed(plan, f"Otra {n}.").comment, cast)
        reply = answering.Reply(
            decision=Decision.NOT_INCORPORATED,
            text="No.",
            reason=f"Motivo {n // 3}. Así consta en el acta de la mesa directiva.",
        )
        answer = answering.submit(
            comment, reply, version=None, by=cast.rosa_responder, at=AFTER_CLOSE
        )
        answering.approve(answer, version=1, by=cast.alba_approver, at=AFTER_CLOSE)
    clock(later(AFTER_CLOSE, days=1))
    assert "Motivo" not in visitor.get(RESULTS).words, "R6: not published yet"
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    words = visitor.get(RESULTS).words
    assert words.count("Motivo 0.") == words.count("Motivo 1.") == 1


def test_nothing_is_told_of_whom_before_the_report_r14(visitor, cast, clock):
    plan = an_announced_plan(cast)
    group, place = ValueGroup.public()[0], Territory.select().first()
    for at in (WHILE_OPEN, later(AFTER_CLOSE, days=1)):
        clock(WHILE_OPEN)
        for number in range(9):
            filed(plan, f"Una {number} {at}.", value_group=group, territory=place)
            filed(plan, f"Otra {number} {at}.")
        clock(at)
        page = visitor.get(RESULTS)
        assert group.name not in page.words
        assert place.name not in page.words
        assert "Grupos de valor involucrados Se dice en el informe de la ronda." in page.words


def test_few_and_nobody_are_told_as_such_without_a_number_r14(visitor, cast, clock):
    plan = an_announced_plan(cast)
    group, few, *silent = ValueGroup.public()
    for number in range(20):
        filed(plan, f"Una {number}.", value_group=group)
        filed(plan, f"Otra {number}.")
    filed(plan, "La primera de ese grupo.", value_group=few)
    reported(plan, cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    names = ", ".join(each.name for each in silent)
    assert page.words.count(f"Nadie: {names}.") == 2, "beside the chart, and among the indicators"
    assert (
        f"Menos de 5 personas, sin contar las que permitieron mostrarlo: {few.name}." in page.words
    )
    assert "No se dice, para no descubrir a otras" not in page.words
    assert [name for name, _ in charts(page).get("por-grupo", [])] == [group.name]
    assert "De las 41 observaciones a tiempo que había al publicar el informe." in page.words


@pytest.mark.parametrize("which", range(2))
def test_the_only_observation_of_a_consultation_tells_nothing_of_whose_it_is_r14(
    visitor, cast, clock, which
):
    plan = an_announced_plan(cast)
    place = list(Territory.select())[which]
    filed(plan, "La única.", value_group=ValueGroup.public()[which], territory=place)
    reported(plan, cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    assert "Participaron muy pocas personas para decirlo por separado." in page.words
    for each in (*ValueGroup.public(), *Territory.select()):
        assert each.name not in page.words


def test_the_late_one_is_told_apart_r5(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    assert "1 observación extemporánea, que no se cuenta" in page.words
    late = "/planes/plan-de-prueba/observaciones?extemporaneas=si"
    assert late in page.links
    assert rows_at(visitor, late) == 1


def test_the_four_indicators_and_the_incidence_are_told_in_words(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    words = visitor.get(RESULTS).words
    assert "Actividades con participación 1: consulta, ronda 1" in words
    group, other, *_ = ValueGroup.public()
    involved = words.partition("Grupos de valor involucrados ")[2]
    assert involved.startswith(
        f"1 de {len(ValueGroup.public())}: {group.name}. Nadie: {other.name}"
    )
    assert "1 de 4: Formulación." in words
    assert "Formulación participativa. El plan cambió después de oír a la gente" in words


def test_one_of_one_agrees_and_no_median_is_made_up(visitor, cast, clock):
    plan = an_announced_plan(cast, outline=an_outline_of_one())
    filed(plan)
    clock(later(AFTER_CLOSE, days=1))
    words = visitor.get(RESULTS).words
    assert "1 de 1 acción con observaciones" in words
    assert "0 de 1 observación con respuesta" in words
    assert "0 de 1 acción con cambios" in words
    assert "mediana" not in words


def an_outline_of_one() -> Outline:
    outline = an_outline()
    first = outline.categories[0]
    return replace(outline, categories=(replace(first, actions=first.actions[:1]),))


def test_each_indicator_leads_to_what_it_counts_r18(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(RESULTS)
    links = {
        "".join(each.itertext()): each.get("href", "") for each in page.all(".//main//a[@href]")
    }
    changes = "/planes/plan-de-prueba/cambios?de=1&a=2"
    assert links["Formulación participativa"] == changes
    assert links["1 de 4"] == "#preguntamos"
    assert links[f"1 de {len(ValueGroup.public())}"] == "#por-grupo"
    assert links["Se pusieron a consideración 3 acciones."] == "/planes/plan-de-prueba/ediciones/1"
    assert links["días hábiles para responder (mediana)"] == "#plazo"
    answered_ones = links["Leer lo que se respondió"]
    assert rows_at(visitor, answered_ones) == 11


def test_of_many_places_the_largest_are_drawn_and_the_table_has_them_all(visitor, cast):
    plan = an_announced_plan(cast)
    places = [
        Territory.create(name=f"Vereda {n}", kind=TerritoryKind.CORREGIMIENTO, position=90 + n)
        for n in range(12)
    ]
    for n, place in enumerate(places):
        for number in range(5 + n % 2):
            filed(plan, f"De {place.name}, {number}.", territory=place)
    reported(plan, cast)
    page = visitor.get(RESULTS)
    (figure,) = page.all(".//figure[@id='por-territorio']")
    drawn = figure.findall(f".//{SVG}text[@class='count']")
    assert len(drawn) == 10
    assert len(figure.findall(".//tbody/tr")) == 12
    assert "Y 2 más, en la tabla de la página." in page.words


def test_how_it_was_made_known_is_told_with_its_evidence(visitor, cast):
    plan = an_announced_plan(cast)
    assert "Cómo se dio a conocer No se registró difusión." in visitor.get(RESULTS).words
    publicising.note(
        plan.announced_round,
        Sending(
            stage=PublicityStage.ANNOUNCEMENT,
            channel=PublicityChannel.RADIO,
            on=MONDAY.date(),
            audience="Veredas",
            details="Cuña de las 7.",
            link="https://radio.example/cuna",
        ),
        by=cast.elena_editor,
        at=WHILE_OPEN,
    )
    page = visitor.get(RESULTS)
    said = "Radio, lunes 2 de marzo de 2026: la consulta. Para: Veredas. Cuña de las 7. Evidencia"
    assert said in page.words
    assert "https://radio.example/cuna" in page.links
    assert "No se registró difusión" not in page.words


def test_an_extension_is_told_with_the_date_it_had_and_the_reason(visitor, cast):
    plan = an_announced_plan(cast)
    announcing.extend(
        plan.announced_round, last_day=date(2026, 3, 24), reason="Hubo inundaciones.",
        version=plan.announced_round.version, by=cast.elena_editor, at=WHILE_OPEN,
    )  # fmt: skip
    words = visitor.get(RESULTS).words
    assert "cerraba el martes 17 de marzo de 2026, 11:59" in words
    assert "Hubo inundaciones." in words


def test_a_round_on_what_changed_says_so_and_counts_those_actions(visitor, cast, clock):
    plan = an_adjusted_plan(cast)
    at = later(AFTER_CLOSE, days=21)
    clock(at)
    filed(a_second_round(plan, cast, RoundScope.CHANGED), "Ahora sí.", at=at)
    page = visitor.get(f"{RESULTS}?ronda=2")
    assert "Se puso a consideración 1 acción: la que había cambiado." in page.words
    assert "1 de 1 acción con observaciones" in page.words
    assert "/planes/plan-de-prueba/cambios?de=1&a=2" in page.links
    first = visitor.get(f"{RESULTS}?ronda=1").words
    assert "Estos son los resultados hasta ahora" not in first


def test_a_plan_that_nobody_commented_on_and_is_out_does_not_promise_it(visitor, cast, clock):
    plan = an_announced_plan(cast)
    adjusted(plan, cast, [], {})
    clock(later(AFTER_CLOSE, days=1))
    words = visitor.get(RESULTS).words
    assert "La edición 2 se publicó sin cambios: el plan queda como estaba." in words
    assert "Qué sigue" not in words


def a_second_round(plan: Plan, cast: Cast, scope: RoundScope = RoundScope.WHOLE) -> Plan:
    """One more round on an adjusted plan, 6 to 22 April 2026."""
    window = WindowDays(first_day=date(2026, 4, 6), last_day=date(2026, 4, 22))
    at = later(AFTER_CLOSE, days=1)
    announcing.announce_round(plan, window, scope=scope, by=cast.elena_editor, at=at)
    return plan.fresh()


def test_of_each_round_is_told_the_edition_that_it_led_to(visitor, cast, clock):
    plan = a_second_round(a_plan_left_as_it_was(cast), cast)
    at = later(AFTER_CLOSE, days=40)
    adjusted(plan, cast, [], {}, at=at)
    clock(later(at, days=1))
    for asked, number in (("?ronda=1", 2), ("?ronda=2", 3), ("", 3)):
        words = visitor.get(f"{RESULTS}{asked}").words
        assert f"La edición {number} se publicó sin cambios" in words, asked


def test_what_a_point_changed_leads_to_that_change_whatever_changed_after_it(visitor, cast, clock):
    plan = a_second_round(an_adjusted_plan(cast), cast)
    at = later(AFTER_CLOSE, days=40)
    again = shown(filed(plan, "Que sean dos.", at=later(AFTER_CLOSE, days=20)).comment, cast)
    adjusted(plan, cast, [again], {"1.1": {PlanField.IMPROVEMENT: "Poner dos."}}, at=at)
    clock(later(at, days=1))
    page = visitor.get(RESULTS)
    leading = [
        link.get("href", "").partition("#")
        for link in page.all(".//*[@id='principal']//a")
        if "/cambios" in link.get("href", "")
    ]
    assert {address.partition("?")[2] for address, *_ in leading} == {"de=1&a=2", "de=2&a=3"}
    for address, _, anchor in leading:
        assert visitor.get(address).all(f".//*[@id='{anchor}']"), (address, anchor)


def test_all_rounds_say_what_the_newest_says_of_itself_when_nobody_spoke_in_it(
    visitor, cast, clock
):
    plan = a_second_round(an_adjusted_plan(cast), cast)
    closed = later(AFTER_CLOSE, days=40)
    clock(closed)
    said = "terminó y no llegó ninguna"
    for phase in ("answering", "report published"):
        whole, second = visitor.get(RESULTS).words, visitor.get(f"{RESULTS}?ronda=2").words
        assert "Nadie envió observaciones en la ronda 2" in whole, phase
        assert said in whole, phase
        assert said in second, phase
        assert "no están completos" not in whole
        assert "Si el plan cambia por ellas" not in whole
        if phase == "answering":
            answering.publish_report(plan, by=cast.alba_approver, at=closed)
            clock(later(closed, minutes=1))


def test_the_days_of_a_cancelled_plan_stop_at_its_cancellation(visitor, cast, clock):
    plan = an_announced_plan(cast)
    filed(plan)
    announcing.cancel(
        plan, reason="Cambió la norma. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    clock(AFTER_CLOSE)
    days = visitor.get(RESULTS).all(".//figure[@id='por-dia']//tbody/tr")
    assert len(days) == 8, "from the 3rd to the 10th of March"


def test_a_plan_that_changes_nothing_says_that_it_stands_as_it_was(visitor, cast, clock):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answered(comment, cast)
    answering.publish_report(plan, by=cast.alba_approver, at=AFTER_CLOSE)
    clock(later(AFTER_CLOSE, minutes=1))
    assert "Si el plan cambia por ellas" in visitor.get(RESULTS).words
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    publishing.publish_edition(plan.fresh(), by=cast.elena_editor, at=later(AFTER_CLOSE, hours=1))
    clock(later(AFTER_CLOSE, days=1))
    words = visitor.get(RESULTS).words
    assert "El plan queda como estaba" in words
    assert "Se preguntó y se respondió; ninguna acción cambió por eso." in words
    assert "se responde" not in words


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (later(MONDAY, hours=1), "Todavía no hay resultados"),
        (WHILE_OPEN, "Hasta ahora nadie ha enviado observaciones."),
        (later(AFTER_CLOSE, days=1), "Nadie envió observaciones"),
    ],
)
def test_before_there_is_anything_to_say_it_says_so_and_what_comes_next(
    visitor, cast, clock, at, said
):
    an_announced_plan(cast)
    clock(at)
    page = visitor.get(RESULTS)
    assert said in page.words
    assert "Ustedes dijeron" not in page.words.replace("Preguntamos, ustedes dijeron", "")
    assert not page.all(f".//{SVG}svg[@class='chart']")


def test_while_it_is_open_the_page_says_that_there_is_more_to_come(visitor, cast):
    plan = an_announced_plan(cast)
    filed(plan, f"Buzón. {SECRET}")
    page = visitor.get(RESULTS)
    assert "Estos son los resultados hasta ahora" in page.words
    assert "Se sabrá cuando cierre la consulta." in page.words
    assert "1 observación espera su respuesta" in page.words
    assert SECRET not in page.html


def test_a_cancelled_plan_says_so(visitor, cast):
    plan = an_announced_plan(cast)
    announcing.cancel(
        plan, reason="Cambió la norma. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    page = visitor.get(RESULTS)
    assert "Cambió la norma." in page.words


def test_a_cancelled_plan_promises_neither_a_close_nor_an_answer(visitor, cast, clock):
    plan = an_announced_plan(cast)
    filed(plan)
    announcing.cancel(
        plan, reason="Cambió la norma. Así lo decidió la Mesa.", by=cast.elena_editor, at=WHILE_OPEN
    )
    clock(later(WHILE_OPEN, hours=1))
    words = visitor.get(RESULTS).words
    assert "Iba a cerrar martes 17 de marzo de 2026" in words
    assert re.search(r"Cancelada martes 10 de marzo de 2026, .+: Cambió la norma\.", words)
    assert "1 observación no tenía respuesta cuando se canceló la consulta" in words
    for promise in ("Se cierra", "espera su respuesta", "se responde", "Cierra"):
        assert promise not in words


@pytest.mark.parametrize("address", ["/planes/no-hay/resultados", f"{RESULTS}?ronda=7"])
def test_no_results_of_what_is_not_there(visitor, cast, address):
    an_announced_plan(cast)
    visitor.get(address, 400 if "ronda" in address else 404)


def test_one_round_has_its_own_results(visitor, cast, clock):
    a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get(f"{RESULTS}?ronda=1")
    for count, address in linked_numbers(page):
        if "/observaciones" in address:
            assert "ronda=1" in address
            assert rows_at(visitor, address) == count, address


def test_it_costs_the_same_with_many_observations(visitor, cast, clock):
    plan = a_told_plan(cast)
    clock(later(AFTER_CLOSE, days=1))

    def queries() -> int:
        with listened() as heard:
            visitor.get(RESULTS)
        assert not [query for query in heard if "COUNT(" in query.upper()]
        return len(heard)

    few = queries()
    crowd(plan, 2_000)
    assert queries() == few <= 24
