"""The observations that a change comes from, in its forms (R9, R13)."""

from tests.cast import WHILE_OPEN, an_announced_plan, filed, shown
from tests.views.desk.adjusting.acts import ACTION, NEW, a_change


def test_using_the_wording_that_an_observation_proposes_fills_the_form(comment, edition, elena):
    form = elena.get(f"{ACTION}?usar={comment.filing_number}").form()
    assert form["improvement"] == "Poner un buzón en la plaza."
    assert form["comments"] == comment.filing_number
    assert form["origin"] == "observations"


def test_a_wording_proposed_in_an_unmoderated_text_is_not_handed_over_r13(plan, edition, elena):
    comment = filed(plan, proposed_text="Soy Marleny Quiceno.").comment
    form = elena.get(f"{ACTION}?usar={comment.filing_number}").form()
    assert form["improvement"] == "Construir dos mecanismos de recolección."


def test_an_observation_of_another_plan_is_not_used(cast, edition, elena):
    foreign = filed(
        an_announced_plan(cast, "otro-plan"), proposed_text="Otra cosa.", at=WHILE_OPEN
    ).comment
    form = elena.get(f"{ACTION}?usar={foreign.filing_number}").form()
    assert form["improvement"] == "Construir dos mecanismos de recolección."


def test_a_filing_number_that_the_plan_does_not_have_is_named(edition, elena):
    page = elena.fill(
        ACTION,
        422,
        improvement=NEW,
        origin="observations",
        reason="Sí, lo decidió la Mesa.",
        others="CMC-1-100%",
    )
    assert "CMC-1-100%" in page.text_of(".//div[@class='summary']")


def test_a_wording_used_in_a_text_already_changed_is_put_beside_its_causes_r9(
    comment, edition, elena, plan, cast
):
    other = shown(filed(plan, proposed_text="Poner dos buzones.", at=WHILE_OPEN).comment, cast)
    a_change(plan, cast, comment)
    page = elena.get(f"{ACTION}?usar={other.filing_number}")
    assert page.form()["improvement"] == "Poner dos buzones."
    ticked = page.all(".//input[@name='comments'][@checked]")
    assert {each.get("value") for each in ticked} == {comment.filing_number, other.filing_number}
