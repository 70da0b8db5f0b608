"""R14: what a curious reader learns of whoever sent an observation, from every page and file."""

import csv
import io
from itertools import product

import pytest

from tests.cast import AFTER_CLOSE, WHILE_OPEN, an_announced_plan, filed, later, shown
from tests.worlds import a_delivered_report, reported
from webapp.models import Comment, Event, Territory, ValueGroup
from webapp.text.redaction import RedactionKind
from webapp.vocabulary import AuthorKind, Ground
from webapp.workflow import moderating, personal_data

PLAN = "/planes/plan-de-prueba"
REGISTER = f"{PLAN}/observaciones"


@pytest.fixture
def group(app) -> ValueGroup:
    """A group that may be told, with a name that stands nowhere else."""
    group = ValueGroup.public()[0]
    ValueGroup.update(name="Recicladoras de oficio").where(ValueGroup.id == group.id).execute()
    return ValueGroup.get_by_id(group.id)


@pytest.fixture
def place(app) -> Territory:
    """A territory, likewise."""
    place = Territory.select().first()
    Territory.update(name="Vereda El Enclave").where(Territory.id == place.id).execute()
    return Territory.get_by_id(place.id)


def rows(visitor) -> dict[str, dict[str, str]]:
    """The open data, as a program reads it."""
    text = visitor.client.get(f"{REGISTER}.csv").get_data(as_text=True)
    read = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";")
    return {row["radicado"]: row for row in read}


def everything(visitor, number: str) -> str:
    """All that is public of an observation: in pages, lists, searches, files and feeds."""
    addresses = (
        f"/observaciones/{number}", f"{PLAN}/acciones/1.1", f"{REGISTER}.csv", f"{REGISTER}.json",
        f"{PLAN}/novedades.atom", "/buscar?q=bombillo",
    )  # fmt: skip
    return " ".join(visitor.client.get(each).get_data(as_text=True) for each in addresses)


@pytest.mark.parametrize("leaves", [{}, {"publish_group": True, "publish_territory": True}])
def test_four_false_observations_do_not_reveal_the_fifth_author_r14(
    visitor, cast, group, place, leaves
):
    """Nor any number of them, whatever they show of themselves."""
    plan = an_announced_plan(cast)
    hers = filed(plan, "Cambien el bombillo.", value_group=group, territory=place).comment
    for number in range(9):
        false = filed(plan, f"Falsa {number}.", value_group=group, territory=place, **leaves)
        shown(false.comment, cast)
    shown(hers, cast)
    row = rows(visitor)[hers.filing_number]
    assert (row["grupo_valor"], row["territorio"], row["remitente"]) == ("", "", "Anónimo")
    page = visitor.get(f"/observaciones/{hers.filing_number}")
    assert group.name not in page.words
    assert place.name not in page.words


def test_five_observations_of_one_person_do_not_reveal_her_r14(visitor, cast, group, place):
    plan = an_announced_plan(cast)
    hers = [
        shown(filed(plan, f"Bombillo {n}.", value_group=group, territory=place).comment, cast)
        for n in range(5)
    ]
    for each in hers:
        assert group.name not in everything(visitor, each.filing_number)
        assert place.name not in everything(visitor, each.filing_number)


def test_two_readings_do_not_tell_whose_the_newest_row_is_r14(visitor, cast, group, place):
    plan = an_announced_plan(cast)
    for number in range(4):
        shown(filed(plan, f"Eco {number}.", value_group=group, territory=place).comment, cast)
    before = rows(visitor)
    fifth = shown(filed(plan, "La quinta.", value_group=group, territory=place).comment, cast)
    after = rows(visitor)
    assert {number: after[number] for number in before} == before
    assert (
        after[fifth.filing_number]["grupo_valor"],
        after[fifth.filing_number]["territorio"],
    ) == (
        "",
        "",
    )


@pytest.mark.parametrize(
    ("leave", "other", "column"),
    [
        ("publish_group", "publish_territory", "grupo_valor"),
        ("publish_territory", "publish_group", "territorio"),
    ],
)
def test_each_leave_shows_what_it_says_and_nothing_else_r13(
    visitor, cast, group, place, leave, other, column
):
    plan = an_announced_plan(cast)
    comment = filed(
        plan, "Bombillo.", value_group=group, territory=place, author_kind=AuthorKind.PERSON,
        name="Pepa Pérez", consent=True, **{leave: True},
    ).comment  # fmt: skip
    shown(comment, cast)
    name, hidden = (
        (group.name, place.name) if leave == "publish_group" else (place.name, group.name)
    )
    assert rows(visitor)[comment.filing_number][column] == name
    assert name in visitor.get(f"/observaciones/{comment.filing_number}").words
    said = everything(visitor, comment.filing_number)
    assert hidden not in said
    assert "Pepa" not in said


def test_nothing_of_its_author_stands_beside_a_text_that_is_not_shown_r14(
    visitor, cast, group, place
):
    plan = an_announced_plan(cast)
    leaves = {"publish_group": True, "publish_territory": True}
    comment = filed(plan, "Bombillo.", value_group=group, territory=place, **leaves).comment
    said = everything(visitor, comment.filing_number)
    assert group.name not in said
    assert place.name not in said
    for asked in (f"grupo={group.id}", f"territorio={place.id}"):
        for form in ("", ".csv", ".json"):
            found = visitor.client.get(f"{REGISTER}{form}?{asked}").get_data(as_text=True)
            assert comment.filing_number not in found


@pytest.mark.parametrize("ground", [None, Ground.ADVERTISING])
def test_no_name_stands_beside_a_text_that_is_not_shown_r13(visitor, cast, ground):
    """Nobody has looked at it yet: it may be another's, or an insult."""
    plan = an_announced_plan(cast)
    person = {"author_kind": AuthorKind.PERSON, "name": "Pepa Pérez", "consent": True}
    comment = filed(plan, "Bombillo.", publish_name=True, **person).comment
    if ground:
        moderating.withhold(
            shown(comment, cast), ground=ground, note="", version=2, by=cast.mario_moderator,
            at=WHILE_OPEN,
        )  # fmt: skip
    assert "Pepa" not in everything(visitor, comment.filing_number)
    moderating.show(comment, version=comment.fresh().version, by=cast.mario_moderator,
                    at=WHILE_OPEN)  # fmt: skip
    assert rows(visitor)[comment.filing_number]["remitente"] == "Pepa Pérez"


def test_what_is_suppressed_to_protect_a_minor_stands_beside_nobodys_name_r14(
    visitor, cast, group, place
):
    """“Tengo 12 años”, and the box was not ticked: or it is her mother, whose name leads to her."""
    plan = an_announced_plan(cast)
    comment = filed(
        plan, "Bombillo. Tengo 12 años.", value_group=group, territory=place,
        author_kind=AuthorKind.PERSON, name="Pepa Pérez", consent=True, publish_name=True,
        publish_group=True, publish_territory=True,
    ).comment  # fmt: skip
    moderating.redact(
        comment, moderating.everywhere(comment, "12 años", RedactionKind.MINOR),
        ground=Ground.MINOR, version=comment.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    said = everything(visitor, comment.filing_number)
    assert "menor de edad suprimido" in said
    for groups in ("Pepa", group.name, place.name):
        assert groups not in said
    for asked in (f"grupo={group.id}", f"territorio={place.id}"):
        found = visitor.client.get(f"{REGISTER}.json?{asked}").get_data(as_text=True)
        assert comment.filing_number not in found


def test_a_group_that_was_sensitive_when_it_was_said_is_not_shown_once_it_is_not_r14(visitor, cast):
    """Its author was told that it is never shown."""
    plan = an_announced_plan(cast)
    group = ValueGroup.get(ValueGroup.sensitive)
    comment = shown(filed(plan, "Bombillo.", value_group=group, publish_group=True).comment, cast)
    ValueGroup.update(sensitive=False).where(ValueGroup.id == group.id).execute()
    assert rows(visitor)[comment.filing_number]["grupo_valor"] == ""


def test_no_filter_crossed_with_another_finds_whoever_gave_no_leave_r14(
    visitor, cast, group, place
):
    plan = an_announced_plan(cast)
    groups = [
        shown(filed(plan, f"Con permiso {n}.", value_group=group, publish_group=True).comment, cast)
        for n in range(6)
    ]
    hers = shown(filed(plan, "Bombillo.", value_group=group, territory=place).comment, cast)
    for first, second in product(
        (f"grupo={group.id}", f"territorio={place.id}"),
        ("", "tipo=sin-decir", "canal=web", "accion=1.1", "dia=2026-03-10", "ronda=1",
         "extemporaneas=no", "respuesta=no", "q=bombillo"),
    ):  # fmt: skip
        for form in ("", ".csv", ".json"):
            found = visitor.client.get(f"{REGISTER}{form}?{first}&{second}")
            assert hers.filing_number not in found.get_data(as_text=True), (first, second, form)
    listed = visitor.get(f"{REGISTER}?grupo={group.id}").all(".//ul[@class='entries']/li")
    assert len(listed) == len(groups)
    assert visitor.client.get(f"{REGISTER}?grupo=otros").status_code == 400


def test_a_sensitive_group_is_never_shown_whatever_its_author_ticked_r14(visitor, cast):
    plan = an_announced_plan(cast)
    sensitive = ValueGroup.get(ValueGroup.sensitive)
    comment = filed(plan, "Bombillo.", value_group=sensitive, publish_group=True).comment
    shown(comment, cast)
    assert sensitive.name not in everything(visitor, comment.filing_number)
    asked = visitor.client.get(f"{REGISTER}?grupo={sensitive.id}")
    assert asked.status_code == 400


@pytest.mark.parametrize("flag", ["said", "unsaid"])
def test_a_minor_gives_no_leave_r14(visitor, cast, group, place, flag):
    plan = an_announced_plan(cast)
    comment = filed(
        plan, "Bombillo.", value_group=group, territory=place, is_minor=True,
        publish_group=True, publish_territory=True,
    ).comment  # fmt: skip
    if flag == "unsaid":  # a row that came by another way
        Comment.update(publish_group=True, publish_territory=True).execute()
    shown(comment, cast)
    said = everything(visitor, comment.filing_number)
    assert group.name not in said
    assert place.name not in said
    for asked in (f"grupo={group.id}", f"territorio={place.id}"):
        found = visitor.client.get(f"{REGISTER}.json?{asked}").json
        assert found == []


def test_the_author_withdraws_each_leave_on_the_tracking_page_r13(visitor, cast, group, place):
    plan = an_announced_plan(cast)
    receipt = filed(
        plan, "Bombillo.", value_group=group, territory=place, publish_group=True,
        publish_territory=True,
    )  # fmt: skip
    number = shown(receipt.comment, cast).filing_number
    page = f"/seguimiento/{receipt.tracking_code}"
    for address, name in ((f"{page}/grupo-oculto", group.name),
                          (f"{page}/territorio-oculto", place.name)):  # fmt: skip
        assert name in visitor.get(f"/observaciones/{number}").words
        assert address in visitor.get(page).links
        asked = visitor.get(address)
        after = visitor.post(address, asked.form())
        assert after.status == 303
        assert address not in visitor.get(page).links
        assert name in visitor.get(page).words, "its author still reads what was said"
        assert name not in everything(visitor, number)


def test_leaves_typed_in_the_form_are_shown_to_be_checked_r13(visitor, cast, group, place):
    an_announced_plan(cast)
    address = f"{PLAN}/acciones/1.1/observaciones/nueva"
    form = visitor.get(address).form()
    assert not {"publish_name", "publish_group", "publish_territory"} & set(form), "none is ticked"
    typed = form | {
        "body": "Bombillo.", "value_group": str(group.id), "territory": str(place.id),
        "publish_territory": "y",
    }  # fmt: skip
    check = visitor.post(address, typed, 200)
    assert "Su grupo no se mostrará junto a su observación." in check.words
    assert "Dónde vive se mostrará junto a su observación." in check.words
    visitor.post(f"{PLAN}/acciones/1.1/observaciones", check.form())
    comment = Comment.get()
    assert (comment.publish_group, comment.publish_territory) == (False, True)


def test_withdrawing_twice_is_one_act_r13(app, cast, group):
    plan = an_announced_plan(cast)
    comment = filed(plan, "Bombillo.", value_group=group, publish_group=True).comment
    for _ in range(2):
        personal_data.hide_group(comment, by=None, at=later(WHILE_OPEN, hours=1))
    assert not comment.fresh().publish_group
    assert Event.select().where(Event.verb == "comment.group_hidden").count() == 1


def test_results_report_and_internal_report_tell_of_groups_the_same_r18(visitor, cast, clock):
    plan = an_announced_plan(cast)
    groups = ValueGroup.public()
    for group, count in zip(groups, (14, 11, 3, 9), strict=False):
        for number in range(count):
            filed(plan, f"De {group.name}, {number}.", value_group=group)
    for number in range(12):
        filed(plan, f"De nadie, {number}.")
    reported(plan, cast)
    groups = a_delivered_report(plan, cast).content["groups"]
    clock(later(AFTER_CLOSE, days=1))
    results, report = visitor.get(f"{PLAN}/resultados"), visitor.get(f"{PLAN}/informe")
    said = {each["name"]: each for each in groups["cells"]}
    assert sorted(each["state"] for each in said.values() if each["state"] != "nobody") == [
        "few", "number", "number", "number",
    ]  # fmt: skip
    rows = {
        tuple("".join(cell.itertext()).strip() for cell in row)
        for page in (results, report)
        for row in page.all(".//main//tr")
    }
    for name, each in said.items():
        if each["state"] == "number":
            assert (name, str(each["observations"])) in rows
        else:
            assert not [row for row in rows if row[0] == name]
    (name,) = (name for name, each in said.items() if each["state"] == "few")
    for page in (results, report, visitor.get("/participacion/informes/1")):
        assert name in page.words.partition("Menos de 5 personas")[2], page.h1


def test_no_figure_of_a_group_or_territory_leads_to_rows_r14(visitor, cast, clock, group, place):
    """The rows would be those of whoever gave leave, and no more."""
    plan = an_announced_plan(cast)
    for number in range(9):
        shown(filed(plan, f"Una {number}.", value_group=group, territory=place).comment, cast)
        filed(plan, f"Otra {number}.")
    reported(plan, cast)
    clock(later(AFTER_CLOSE, days=1))
    for page in (visitor.get(f"{PLAN}/resultados"), visitor.get(f"{PLAN}/informe")):
        assert group.name in page.words
        assert not [link for link in page.links if "grupo=" in link or "territorio=" in link]
