"""Showing, redacting and withholding from the desk."""

import pytest

from tests.cast import WHILE_OPEN, an_announced_plan, filed, shown
from webapp.vocabulary import AuthorKind, Ground, Publication
from webapp.workflow import moderating

BODY = "Soy Marleny Quiceno. Mi celular es 300 000 0012 y mi mamá tiene esquizofrenia."


@pytest.fixture
def comment(cast, clock):
    return filed(an_announced_plan(cast), BODY).comment


@pytest.fixture
def moderator(cast, desk):
    return desk(cast.mario_moderator)


def at(comment, place=""):
    return f"/gestion/observaciones/{comment.filing_number}{place}"


def test_it_is_shown_as_filed_with_one_button(comment, moderator):
    page = moderator.fill(at(comment), to=at(comment, "/publicacion?publicacion=pending"))
    assert page.response.location == at(comment, "?publicacion=pending")
    assert comment.fresh().publication is Publication.SHOWN
    assert "El público la lee tal como llegó" in moderator.get(at(comment)).words


def test_the_page_before_showing_warns_of_what_looks_like_personal_data(comment, moderator):
    page = moderator.get(at(comment, "/publicacion"))
    assert "300 000 0012" in page.text_of(".//div[@class='notice warn']")


def test_words_typed_and_suggestions_taken_are_suppressed_everywhere(comment, moderator):
    page = moderator.get(at(comment, "/supresiones"))
    form = page.form()
    form["row1_words"], form["row1_kind"] = "Marleny Quiceno", "name"
    form["row2_words"], form["row2_kind"] = "tiene esquizofrenia", "health"
    moderator.post(at(comment, "/supresiones"), form)
    assert comment.fresh().shown_body == (
        "Soy [nombre suprimido]. Mi celular es [teléfono suprimido] y mi mamá "
        "[dato de salud suprimido]."
    )
    assert comment.fresh().body == BODY


def test_what_was_suppressed_is_there_again_when_it_is_reviewed(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    form["row1_words"], form["row1_kind"] = "Marleny", "other_personal"
    moderator.post(at(comment, "/supresiones"), form)
    again = moderator.get(at(comment, "/supresiones")).form()
    assert (again["row1_words"], again["row1_kind"]) == ("Marleny", "other_personal")
    assert again["suggestions"].endswith(":phone")


def test_words_that_are_not_in_the_text_are_named_and_kept_r12(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    form["row1_words"] = "Jairo Ossa"
    page = moderator.post(at(comment, "/supresiones"), form, 422)
    assert "«Jairo Ossa» no está en el texto" in page.text_of(".//div[@class='summary']")
    assert page.form()["row1_words"] == "Jairo Ossa"
    fragment = moderator.post(at(comment, "/supresiones"), form, 422, htmx=True)
    assert "<html" not in fragment.html
    assert "«Jairo Ossa» no está en el texto" in fragment.words
    assert comment.fresh().publication is Publication.PENDING


def test_nothing_chosen_is_refused(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    del form["suggestions"]
    page = moderator.post(at(comment, "/supresiones"), form, 422)
    assert "qué palabras" in page.text_of(".//div[@class='summary']").lower()


def test_a_suggestion_that_nobody_made_is_refused(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    moderator.post(at(comment, "/supresiones"), {**form, "suggestions": "body:0:9999:phone"}, 422)
    moderator.post(at(comment, "/supresiones"), {**form, "row1_kind": "nada"}, 422)
    moderator.post(
        at(comment, "/supresiones/vista"), {**form, "suggestions": "x", "row1_kind": "nada"}, 200
    )


def test_the_preview_marks_and_saves_nothing(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    form["row1_words"], form["row1_kind"] = "Marleny Quiceno", "name"
    fragment = moderator.post(at(comment, "/supresiones/vista"), form, 200, htmx=True)
    assert "Soy [nombre suprimido]. Mi celular es [teléfono suprimido]" in fragment.words
    page = moderator.post(at(comment, "/supresiones/vista"), form, 200)
    assert page.form()["row1_words"] == "Marleny Quiceno"
    assert comment.fresh().publication is Publication.PENDING
    form["row1_words"] = "Jairo"
    moderator.post(at(comment, "/supresiones/vista"), form, 422, htmx=True)


def test_more_rows_keep_what_was_typed(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    form["row1_words"] = "Marleny"
    page = moderator.post(at(comment, "/supresiones"), {**form, "more": "1"}, 200)
    assert page.form()["row1_words"] == "Marleny"
    assert page.form()["row8_words"] == ""


def test_selections_that_overlap_are_refused(comment, moderator):
    form = moderator.get(at(comment, "/supresiones")).form()
    form["row1_words"], form["row1_kind"] = "Soy Marleny", "minor"
    form["row2_words"], form["row2_kind"] = "Marleny Quiceno", "name"
    page = moderator.post(at(comment, "/supresiones"), form, 422)
    assert "se cruzan" in page.text_of(".//div[@class='summary']")


def test_a_text_is_withheld_with_its_public_reason(comment, moderator):
    moderator.fill(at(comment, "/retencion"), ground="insult_or_threat", note="")
    assert comment.fresh().publication is Publication.WITHHELD
    assert comment.fresh().ground is Ground.INSULT_OR_THREAT
    assert "Tiene insultos" in moderator.get(at(comment)).words


def test_withholding_needs_a_reason_and_another_one_says_which(comment, moderator):
    page = moderator.fill(at(comment, "/retencion"), 422)
    assert "Elija el motivo" in page.text_of(".//div[@class='summary']")
    page = moderator.fill(at(comment, "/retencion"), 422, htmx=True, ground="other", note="")
    assert "<html" not in page.html
    assert "Escriba el motivo" in page.text_of(".//div[@class='summary']")


@pytest.mark.parametrize("place", ["/publicacion", "/supresiones", "/retencion"])
def test_a_stale_decision_is_refused_keeps_what_was_typed_and_may_be_repeated_r12(
    comment, moderator, cast, place
):
    form = {
        **moderator.get(at(comment, place)).form(),
        "ground": "third_party",
        "note": "Nota mía.",
        "row1_words": "Marleny",
    }
    shown(comment, cast)
    page = moderator.post(at(comment, place), form, 409)
    assert "Otra persona" in page.text_of(".//div[@class='summary']")
    assert "Mario Moderador" in page.words
    kept = page.form()
    for name in ("ground", "note", "row1_words"):
        if name in kept:
            assert kept[name] == form[name]
    moderator.post(at(comment, place), {**form, **kept})


def test_only_who_moderates_reads_and_decides(comment, cast, desk):
    for person in (cast.elena_editor, cast.rosa_responder, cast.alba_approver, cast.aldo_auditor):
        for place in ("/publicacion", "/supresiones", "/retencion"):
            page = desk(person).get(at(comment, place), 403)
            assert "Marleny" not in page.html


def test_it_may_be_moderated_after_it_was_answered_too(comment, moderator, cast):
    moderating.withhold(
        comment, ground=Ground.MINOR, note="", version=1, by=cast.mario_moderator, at=WHILE_OPEN
    )
    moderator.fill(at(comment, "/publicacion"))
    assert comment.fresh().publication is Publication.SHOWN


@pytest.mark.parametrize(("ticks", "held"), [({}, False), ({"of_age": "y"}, True)])
@pytest.mark.parametrize("place", ["/retencion", "/supresiones"])
def test_whoever_wrote_is_erased_where_a_minor_is_protected_r14(
    cast, clock, moderator, visitor, place, ticks, held
):
    plan = an_announced_plan(cast)
    person = {"author_kind": AuthorKind.PERSON, "name": "Luisa", "consent": True}
    receipt = filed(plan, "Tengo 12 años y no hay luz.", **person)
    page = moderator.get(at(receipt.comment, place))
    assert "no se guarda la identidad" in page.words
    moderator.fill(at(receipt.comment, place), ground="minor", **ticks)
    assert bool(receipt.comment.submitter) is held
    page = visitor.get(f"/seguimiento/{receipt.tracking_code}")
    assert "Dejar un correo o un teléfono" not in page.words
