"""The search page: what it marks, how it goes on, and what it makes of any query."""

import pytest

from tests.cast import AFTER_CLOSE, a_draft, an_announced_plan, filed, shown
from tests.queries import listened
from tests.worlds import SECRET, an_adjusted_plan, answered, crowd
from webapp.workflow import answering, indexing

SCRIPT = "<script>alert(1)</script> buzón <b>"


def results(page):
    return [each.get("id") for each in page.all(".//ul[@class='entries']/li")]


def marks(page):
    return ["".join(each.itertext()) for each in page.all(".//mark")]


def test_without_a_query_there_is_the_form_alone(visitor, cast):
    for address in ("/buscar", "/buscar?q=", "/buscar?q=%20%00"):
        page = visitor.get(address)
        assert page.h1 == "Buscar"
        assert not results(page)
        assert not page.all(".//div[@class='empty']")


def test_what_is_found_says_what_it_is_where_it_leads_and_marks_the_words(visitor, cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan, "Mejoren los mecanismos: pongan buzones.").comment, cast)
    answer = answered(comment, cast, text="Este mecanismo se adopta.")
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    page = visitor.get("/buscar?q=MECANÍSMO")
    assert results(page) == [
        f"hit-action-{plan.current_edition.wordings.get().id}",
        f"hit-comment-{comment.id}",
        f"hit-answer-{comment.id}",
    ]
    assert marks(page) == ["mecanismos", "mecanismos", "mecanismo"]
    headings = [" ".join("".join(each.itertext()).split()) for each in page.all(".//h3")]
    number = comment.filing_number
    assert headings == ["Acción 1.1", f"Observación {number}", f"Respuesta a {number}"]
    assert "/planes/plan-de-prueba/acciones/1.1" in page.links
    assert page.links.count(f"/observaciones/{number}") == 2
    assert page.words.count("Plan de prueba") == 3
    dates = [each.get("datetime")[:10] for each in page.all(".//ul[@class='entries']//time")]
    assert dates == ["2026-03-10", "2026-03-20"], "its receipt, and the answer's publication"


def test_codes_and_numbers_that_were_asked_for_are_marked_too(visitor, cast):
    plan = an_announced_plan(cast)
    number = shown(filed(plan, "Un parque.").comment, cast).filing_number
    assert marks(visitor.get("/buscar?q=1.1")) == ["1.1", "1.1"]
    assert marks(visitor.get(f"/buscar?q={number.lower()}")) == [number]


def test_texts_and_queries_come_out_as_text(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan, f"{SCRIPT} {'a' * 400} \u202e=HYPERLINK(1) #let x = 1 🙂").comment, cast)
    page = visitor.get("/buscar?q=%3Cscript%3E+buz%C3%B3n")
    assert not page.all(".//script[.='alert(1)']")
    assert marks(page) == ["script", "script", "buzón"]
    assert "<script> buzón" in page.words
    assert "\u202e" not in page.html


@pytest.mark.parametrize(
    "query",
    ['"', "*", "NEAR(a b)", "a OR", "(", ")", "AND", "'", "\\", "%", "_", "{a:b}", "^a", "a + b",
     "x" * 10_000, "parque " * 1_500, "%00", "%F0%9F%99%82", "-1", "search_index", "á" * 500,
     "%ED%A0%80", "=HYPERLINK(1)", "1e5", "…"],
)  # fmt: skip
def test_a_hostile_query_is_answered_with_a_page(visitor, cast, query):
    an_announced_plan(cast)
    page = visitor.get(f"/buscar?q={query}")
    assert page.h1 == "Buscar"
    assert len(page.html) < 12_000


def test_nothing_found_says_what_to_try(visitor, cast):
    an_announced_plan(cast)
    page = visitor.get("/buscar?q=hipop%C3%B3tamo&plan=plan-de-prueba")
    assert "Nada de lo publicado tiene todas las palabras de «hipopótamo»." in page.words
    assert "Pruebe con menos palabras" in page.words
    assert "/buscar?q=hipop%C3%B3tamo" in page.links


def test_words_that_stand_everywhere_are_told_so(visitor, cast):
    an_announced_plan(cast)
    page = visitor.get("/buscar?q=de+la")
    assert "«de la» está en casi todos los textos." in page.words
    assert not results(page)


def test_it_goes_on_page_by_page_and_back_to_the_first(visitor, cast):
    plan = an_announced_plan(cast)
    for number in range(30):
        shown(filed(plan, f"Aviso número {number}.").comment, cast)
    first = visitor.get("/buscar?q=aviso&plan=plan-de-prueba")
    assert len(results(first)) == 25
    assert not first.all(".//a[@rel='prev']")
    (following,) = first.all(".//a[@rel='next']")
    second = visitor.get(following.get("href"))
    assert len(results(second)) == 6
    assert len({*results(first), *results(second)}) == 31
    (back,) = second.all(".//a[@rel='prev']")
    assert back.get("href") == "/buscar?q=aviso&plan=plan-de-prueba"


@pytest.mark.parametrize("cursor", ["x", "0", "-1", "1.5", "9" * 16, "١"])
def test_a_cursor_that_is_none_is_refused(visitor, cast, cursor):
    visitor.get(f"/buscar?q=plan&despues={cursor}", 400)


def test_a_plan_that_is_not_public_cannot_be_searched(visitor, cast):
    """R6"""
    a_draft(cast)
    visitor.get("/buscar?q=plan&plan=plan-de-prueba", 404)
    visitor.get("/buscar?q=plan&plan=otro", 404)
    assert not results(visitor.get("/buscar?q=plan"))


def test_an_observation_that_is_not_shown_is_found_by_its_number_without_its_text(visitor, cast):
    """R3"""
    plan = an_announced_plan(cast)
    number = filed(plan, f"Esto es {SECRET}.").comment.filing_number
    page = visitor.get(f"/buscar?q={number}")
    assert len(results(page)) == 1
    assert "En revisión" in page.words
    assert SECRET not in page.words
    assert not results(visitor.get("/buscar?q=secreto"))


def test_the_entrance_and_the_plan_have_a_form_that_leads_here(visitor, cast):
    an_announced_plan(cast)
    for address, fields in (("/", ["q"]), ("/planes/plan-de-prueba", ["plan", "q"])):
        (form,) = visitor.get(address).all(".//form[@role='search']")
        assert (form.get("method"), form.get("action")) == ("get", "/buscar")
        assert [each.get("name") for each in form.iter("input")] == fields


def test_the_register_marks_nothing_and_finds_the_same(visitor, cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan, "Pongan buzones.").comment, cast)
    page = visitor.get("/planes/plan-de-prueba/observaciones?q=buzon")
    assert results(page) == [f"comment-{comment.filing_number}"]


def test_a_page_of_hits_takes_as_many_queries_whatever_the_record(visitor, cast):
    plan = an_adjusted_plan(cast)
    counts = []
    for more in (60, 1_000):
        crowd(plan, more)
        indexing.rebuild()
        with listened() as heard:
            page = visitor.get("/buscar?q=participaci%C3%B3n")
        assert len(results(page)) == 25
        assert not [query for query in heard if "COUNT(" in query.upper()]
        counts.append(len(heard))
    assert counts[0] == counts[1] <= 12
