"""The public register, the observations for ever, and the log's checkpoint."""

import json
import re

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, received, shown
from tests.worlds import SECRET, an_adjusted_plan, answered, crowd
from webapp.models import Comment, Event, ValueGroup
from webapp.text.redaction import RedactionKind, Span
from webapp.vocabulary import AuthorKind, Channel, Ground, Kind
from webapp.workflow import announcing, answering, moderating, verifying
from webapp.workflow.commenting import Filing

REGISTER = "/planes/plan-de-prueba/observaciones"


def listed(page):
    return [each.get("id", "") for each in page.all(".//ul[@class='entries']/li")]


# --- the register ---------------------------------------------------------------------------------


def test_the_register_lists_every_observation_and_hides_what_is_not_shown(visitor, cast):
    plan = an_announced_plan(cast)
    crowd(plan, 12)
    page = visitor.get(REGISTER)
    assert len(listed(page)) == 12
    assert "10 observaciones recibidas a tiempo. 2 llegaron fuera del plazo" in page.words
    assert SECRET not in page.words
    assert page.words.count("Texto retenido Motivo: Tiene datos personales.") == 2
    assert page.words.count("En revisión Ya se recibió") == 2
    assert page.words.count("Extemporánea") == 2
    for row in page.all(".//ul[@class='entries']/li"):
        assert re.search(r"Acción \d\.\d|Todo el plan", "".join(row.itertext()))


def test_the_register_goes_on_page_by_page_to_the_last(visitor, cast):
    plan = an_announced_plan(cast)
    crowd(plan, 80)
    for start in (REGISTER, f"{REGISTER}?orden=recientes"):
        address, seen = start, []
        while address:
            page = visitor.get(address)
            assert len(listed(page)) <= 25
            seen += listed(page)
            following = page.all(".//a[@rel='next']")
            address = following[0].get("href") if following else None
        assert len(seen) == len(set(seen)) == 80
        assert seen == sorted(seen, reverse=start != REGISTER)


def test_the_register_is_narrowed_down_by_what_the_reader_asks(visitor, cast):
    plan = an_announced_plan(cast)
    group = ValueGroup.public()[0]
    one = shown(filed(plan, "El buzón azul.", kind=Kind.PROPOSAL, value_group=group).comment, cast)
    two = shown(filed(plan, "La radio.", code="2.1", kind=Kind.QUESTION).comment, cast)
    three = received(
        Filing(body="En papel."),
        plan=plan,
        action=None,
        submission_id="",
        channel=Channel.FRONT_DESK,
        received_at=WHILE_OPEN,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    ).comment
    of_it = {"value_group": group, "publish_group": True}
    four = shown(filed(plan, "La emisora.", **of_it).comment, cast)
    unread = filed(plan, "Aún sin revisar.", **of_it).comment
    asked = {
        "accion=2.1": [two],
        "tipo=proposal": [one],
        "canal=front_desk": [three],
        f"grupo={group.id}": [four],
        "q=buz%C3%B3n": [one],
        f"q={two.filing_number.lower()}": [two],
        "tipo=question&accion=2.1": [two],
        "decision=incorporated": [],
        "q=%25": [],
        "tipo=": [one, two, three, four, unread],
    }
    for query, expected in asked.items():
        page = visitor.get(f"{REGISTER}?{query}")
        assert listed(page) == [f"comment-{each.filing_number}" for each in expected], query


def test_the_decision_can_only_be_asked_for_once_the_answer_is_out(visitor, cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    answer = answered(comment, cast)
    asked = f"{REGISTER}?decision=informative_reply"
    assert not listed(visitor.get(asked))
    answering.publish(answer, version=answer.version, by=cast.alba_approver, at=AFTER_CLOSE)
    assert len(listed(visitor.get(asked))) == 1


@pytest.mark.parametrize(
    "query", ["tipo=nada", "decision=1", "canal=x", "grupo=x", "grupo=99999", "accion=9.9",
              "despues=x"]
)  # fmt: skip
def test_a_filter_that_no_list_offers_is_refused(visitor, cast, query):
    an_announced_plan(cast)
    visitor.get(f"{REGISTER}?{query}", 400)


def test_nobody_can_be_looked_up_by_a_sensitive_group(visitor, cast):
    """R14"""
    plan = an_announced_plan(cast)
    group = ValueGroup.get(ValueGroup.sensitive)
    comment = shown(filed(plan, value_group=group).comment, cast)
    visitor.get(f"{REGISTER}?grupo={group.id}", 400)
    assert group.name not in visitor.get(REGISTER).words
    assert group.name not in visitor.get(f"/observaciones/{comment.filing_number}").words


def test_a_hidden_text_cannot_be_found_by_its_words(visitor, cast):
    plan = an_announced_plan(cast)
    pending = filed(plan, "Palabra insólita.").comment
    assert not listed(visitor.get(f"{REGISTER}?q=ins%C3%B3lita"))
    moderating.withhold(
        pending,
        ground=Ground.OTHER,
        note="Repite una noticia.",
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    assert not listed(visitor.get(f"{REGISTER}?q=ins%C3%B3lita"))
    assert "Repite una noticia." in visitor.get(REGISTER).words


# --- one observation ------------------------------------------------------------------------------


def test_an_observation_has_an_address_for_ever_in_any_case(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan).comment, cast)
    page = visitor.get("/observaciones/CMC-2026-000001")
    assert page.h1 == "Observación CMC-2026-000001"
    assert "Pongan un buzón en la plaza." in page.words
    assert "Es sobre la acción 1.1, como la decía la edición 1." in page.words
    assert "/planes/plan-de-prueba/ediciones/1#action-1.1" in page.links
    for typed in ("cmc-2026-000001", "Cmc-2026-000001%20"):
        moved = visitor.get(f"/observaciones/{typed}", 301)
        assert moved.response.location == "/observaciones/CMC-2026-000001"
    visitor.get("/observaciones/CMC-2026-000002", 404)
    visitor.get("/observaciones/CMC-2026-000001%00", 404)


def test_it_shows_answer_decision_reason_and_what_changed(visitor, cast, clock):
    an_adjusted_plan(cast)
    clock(later(AFTER_CLOSE, days=1))
    page = visitor.get("/observaciones/CMC-2026-000001")
    assert "Incorporada" in page.words
    assert "Lo incorporamos." in page.words
    assert "Es lo que corresponde." in page.words
    assert "Acción 1.1, Alternativa de mejora" in page.words
    assert "De 3 a 6 meses" in page.words
    assert page.all(".//ins")
    assert page.all(".//del")


def test_words_that_were_suppressed_are_marked_and_never_shown(visitor, cast):
    plan = an_announced_plan(cast)
    comment = filed(plan, "Soy Pepa Pérez y no estoy de acuerdo.").comment
    moderating.redact(
        comment,
        moderating.Redactions(body=[Span(4, 14, RedactionKind.NAME)]),
        ground=Ground.PERSONAL_DATA,
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    page = visitor.get(f"/observaciones/{comment.filing_number}")
    assert "Soy [nombre suprimido] y no estoy de acuerdo." in page.words
    assert "Pepa" not in page.html


def test_one_of_a_cancelled_consultation_says_so_and_promises_no_answer(visitor, cast):
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    announcing.cancel(plan, reason="Faltó un estudio.", by=cast.elena_editor, at=WHILE_OPEN)
    page = visitor.get(f"/observaciones/{comment.filing_number}")
    assert "Cancelada el martes 10 de marzo de 2026.Faltó un estudio." in page.words
    assert "La consulta se canceló antes de que se publicara una respuesta." in page.words
    assert "Se publicará aquí" not in page.words


def test_of_a_pending_or_withheld_one_the_number_the_date_and_the_reason_are_public(visitor, cast):
    plan = an_announced_plan(cast)
    comment = filed(plan, "Un texto muy reservado.").comment
    address = f"/observaciones/{comment.filing_number}"
    page = visitor.get(address)
    assert "En revisión" in page.words
    assert "martes 10 de marzo de 2026, 9:00 a. m." in page.words
    assert "reservado" not in page.html
    moderating.withhold(
        comment,
        ground=Ground.ADVERTISING,
        note="",
        version=1,
        by=cast.mario_moderator,
        at=WHILE_OPEN,
    )
    page = visitor.get(address)
    assert "Texto retenido Motivo: Es publicidad." in page.words
    assert "reservado" not in page.html


def test_the_name_is_shown_only_to_whoever_asked_for_it(visitor, cast):
    """R13"""
    plan = an_announced_plan(cast)
    for publish, expected in ((False, "Persona"), (True, "Pepa Pérez")):
        comment = filed(
            plan,
            author_kind=AuthorKind.PERSON,
            name="Pepa Pérez",
            email="pepa@example.com",
            phone="3001234567",
            publish_name=publish,
            consent=True,
        ).comment
        shown(comment, cast)
        page = visitor.get(f"/observaciones/{comment.filing_number}")
        assert expected in page.words
        assert ("Pepa" in page.html) is publish
        assert "pepa@example.com" not in page.html
        assert "3001234567" not in page.html


def test_a_late_one_is_marked(visitor, cast):
    plan = an_announced_plan(cast)
    comment = received(
        Filing(body="Llegué tarde."),
        plan=plan,
        action=None,
        submission_id="",
        channel=Channel.FRONT_DESK,
        received_at=AFTER_CLOSE,
        by=cast.mario_moderator,
        at=AFTER_CLOSE,
    ).comment
    shown(comment, cast, AFTER_CLOSE)
    page = visitor.get(f"/observaciones/{comment.filing_number}")
    assert "Extemporánea" in page.words
    assert "Es sobre todo el plan" in page.words


def test_a_text_that_looks_like_html_is_shown_as_text(visitor, cast):
    plan = an_announced_plan(cast)
    shown(filed(plan, "<script>alert(1)</script>\n\n<b>no</b>").comment, cast)
    for address in (REGISTER, "/observaciones/CMC-2026-000001"):
        page = visitor.get(address)
        assert "<script>alert(1)</script>" in page.words
        assert not [each for each in page.all(".//script") if not each.get("src")]
        assert not page.all(".//blockquote//b")


# --- the log --------------------------------------------------------------------------------------


def test_the_checkpoint_says_how_far_the_log_goes_and_verifies(visitor, cast):
    an_announced_plan(cast)
    head = Event.head()
    page = visitor.get("/registro")
    assert head.seal in page.words
    text = visitor.get("/registro.json").response.get_data(as_text=True)
    assert json.loads(text)["size"] == head.position
    verifying.verify(verifying.read_checkpoint(text))


def test_the_seal_of_a_receipt_can_be_compared(visitor, cast):
    plan = an_announced_plan(cast)
    comment = filed(plan).comment
    filed(plan, "Otra.")
    page = visitor.get(f"/registro?entrada={comment.log_size}")
    assert comment.log_head in page.words
    assert "no tiene la anotación 9.999" in visitor.get("/registro?entrada=9999").words
    visitor.get("/registro?entrada=x", 400)


def test_the_log_says_nothing_of_who_did_what(visitor, cast):
    an_announced_plan(cast)
    for page in (visitor.get("/registro?entrada=3"), visitor.get("/registro.json")):
        assert "Elena" not in page.html
        assert "concejo.example" not in page.text_of(".//main")


def test_open_data_leads_to_every_edition(visitor, cast):
    an_adjusted_plan(cast)
    links = visitor.get("/datos").links
    assert "/planes/plan-de-prueba/ediciones/1.json" in links
    assert "/planes/plan-de-prueba/ediciones/2.json" in links
    assert "/registro.json" in links


def test_public_pages_are_revalidated_and_cost_nothing_when_unchanged(visitor, cast):
    plan = an_announced_plan(cast)
    for address in ("/", "/planes/plan-de-prueba", REGISTER, "/registro", "/paginas/sobre"):
        response = visitor.get(address).response
        again = visitor.client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert again.status_code == 304
        assert not again.data
    tag = visitor.get(REGISTER).response.headers["ETag"]
    shown(filed(plan).comment, cast)
    assert visitor.client.get(REGISTER, headers={"If-None-Match": tag}).status_code == 200
    assert Comment.select().count() == 1
