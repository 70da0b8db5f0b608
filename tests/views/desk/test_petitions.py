"""Petitions: marking, extending, handing over, and the list by due date in words."""

from datetime import UTC, date, datetime

import pytest

from tests.cast import WHILE_OPEN, an_announced_plan, filed
from webapp.models import Petition
from webapp.vocabulary import PetitionKind
from webapp.workflow import petitioning

LIST = "/gestion/peticiones"
PAGE = "/gestion/observaciones/CMC-2026-000001"
MARK = f"{PAGE}/peticion"


@pytest.fixture
def comment(cast, clock):
    return filed(an_announced_plan(cast)).comment


@pytest.fixture
def petition(comment, cast):
    return petitioning.mark(
        comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=WHILE_OPEN
    )


@pytest.fixture
def mario(cast, desk, comment):
    return desk(cast.mario_moderator)


def handed_over(visitor, status=303, **said):
    address = f"{MARK}/traslado"
    return visitor.post(address, {**visitor.get(address).form(), **said}, status)


def at_noon(day: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, 17, tzinfo=UTC).replace(tzinfo=None)


class TestMarking:
    def test_from_the_observation_s_own_page(self, mario):
        form = next(f for f in mario.get(PAGE).all(".//form") if f.get("action") == MARK)
        token = next(i.get("value") for i in form.iter("input") if i.get("name") == "csrf_token")
        mario.post(MARK, {"csrf_token": token, "kind": "information"})
        page = mario.get(PAGE)
        assert "vence en 10 días hábiles" in page.words
        assert "miércoles 25 de marzo de 2026" in page.words

    def test_on_its_own_page_each_term_is_said(self, mario):
        page = mario.get(MARK)
        for days in (10, 15, 30):
            assert f"{days} días hábiles" in page.words
        mario.fill(MARK, kind="consultation")
        assert Petition.get().kind is PetitionKind.CONSULTATION

    @pytest.mark.parametrize("kind", ["", "tutela"])
    def test_the_kind_has_to_be_chosen(self, mario, kind):
        page = mario.fill(MARK, 422, kind=kind)
        assert "#kind" in page.links
        assert "<html" not in mario.fill(MARK, 422, htmx=True, kind=kind).html

    def test_twice_is_409(self, mario, petition):
        assert "Ya se tramita como petición" in mario.fill(MARK, 409, kind="information").words

    def test_who_edits_or_audits_reads_but_does_not_mark(self, desk, cast, petition):
        for person in (cast.elena_editor, cast.aldo_auditor):
            someone = desk(person)
            someone.get(MARK, 403)
            page = someone.get(PAGE)
            assert "vence en" in page.words
            assert not [
                link for link in page.links if "/peticion" in link and "peticiones" not in link
            ]


class TestTheExtension:
    ADDRESS = f"{MARK}/prorroga"

    def test_it_is_put_off_once_with_a_reason(self, mario, petition):
        page = mario.get(self.ADDRESS)
        assert "viernes 10 de abril de 2026" in page.words
        mario.fill(self.ADDRESS, due_on="2026-04-10", reason="Falta un informe.")
        page = mario.get(PAGE)
        assert "Falta un informe." in page.words
        assert self.ADDRESS not in page.links
        mario.fill(
            self.ADDRESS, 409, due_on="2026-04-10", reason="Otra vez. Así lo decidió la Mesa."
        )

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"due_on": "2026-04-13"}, "due_on"),
            ({"due_on": "2026-04-02"}, "due_on"),
            ({"due_on": "mañana"}, "due_on"),
            ({"reason": " "}, "reason"),
        ],
    )
    def test_what_cannot_be_so_is_refused_and_kept(self, mario, petition, said, field):
        told = {"due_on": "2026-04-10", "reason": "Falta un informe.", **said}
        page = mario.fill(self.ADDRESS, 422, **told)
        assert page.all(f".//*[@id='{field}-error']")
        assert page.form()["due_on"] == told["due_on"]
        assert "<html" not in mario.fill(self.ADDRESS, 422, htmx=True, **told).html

    def test_once_overdue_it_is_409(self, desk, cast, petition, clock):
        clock(at_noon(26))
        mario = desk(cast.mario_moderator)
        page = mario.fill(
            self.ADDRESS, 409, due_on="2026-04-10", reason="Tarde. Así lo decidió la Mesa."
        )
        assert "El plazo ya pasó" in page.words

    def test_two_at_once_see_both_r12(self, mario, petition):
        mine = mario.get(self.ADDRESS).form()
        handed_over(mario, to="Alcaldía")
        page = mario.post(
            self.ADDRESS,
            {**mine, "due_on": "2026-04-10", "reason": "Ya, lo decidió la Mesa."},
            409,
        )
        assert page.form()["reason"] == "Ya, lo decidió la Mesa."
        mario.post(self.ADDRESS, page.form())

    def test_without_a_petition_there_is_no_such_page(self, mario):
        for act in ("prorroga", "traslado", "retiro"):
            mario.get(f"{MARK}/{act}", 404)


class TestForwarding:
    ADDRESS = f"{MARK}/traslado"

    def test_to_whom_when_and_the_copy(self, mario, petition):
        assert "martes 17 de marzo de 2026" in mario.get(self.ADDRESS).words
        handed_over(mario, to="Alcaldía Municipal", copy_sent_on="2026-03-10")
        page = mario.get(PAGE)
        assert "Alcaldía Municipal, martes 10 de marzo de 2026" in page.words
        assert "vence en" not in page.text_of(".//section[@id='petition']")

    def test_after_five_working_days_it_warns_and_still_does_it(self, desk, cast, petition, clock):
        clock(at_noon(18))
        mario = desk(cast.mario_moderator)
        assert "terminó el martes 17" in mario.get(self.ADDRESS).words
        handed_over(mario, to="Alcaldía")

    @pytest.mark.parametrize(
        ("said", "field"),
        [({"to": ""}, "to"), ({"on": "2026-03-11"}, "on"), ({"on": ""}, "on")],
    )
    def test_what_cannot_be_so_is_refused(self, mario, petition, said, field):
        page = handed_over(mario, 422, **{"to": "Alcaldía", **said})
        assert page.all(f".//*[@id='{field}-error']")


class TestUnmarking:
    ADDRESS = f"{MARK}/retiro"

    def test_it_needs_a_reason(self, mario, petition):
        assert mario.fill(self.ADDRESS, 422, reason="").all(".//*[@id='reason-error']")
        mario.fill(self.ADDRESS, reason="Solo opina.")
        assert not Petition.select().exists()
        assert "Tramitarla como petición" in mario.get(PAGE).words


class TestTheList:
    @pytest.mark.parametrize(
        ("now", "words"),
        [
            (at_noon(10), "Vence en 10 días hábiles"),
            (at_noon(24), "Vence en 1 día hábil"),
            (at_noon(25), "Vence hoy"),
            (at_noon(27), "Vencida hace 2 días hábiles"),
        ],
    )
    def test_the_traffic_light_is_in_words(self, desk, cast, petition, clock, now, words):
        clock(now)
        page = desk(cast.mario_moderator).get(LIST)
        assert words in page.words
        assert "CMC-2026-000001" in page.words

    def test_the_filter_lies_in_the_address(self, mario, desk, cast, petition, clock):
        assert "CMC-2026-000001" in mario.get(f"{LIST}?estado=in_time").words
        page = mario.get(f"{LIST}?estado=overdue")
        assert "Aquí no hay ninguna petición" in page.words
        clock(at_noon(26))
        mario = desk(cast.mario_moderator)
        assert "CMC-2026-000001" in mario.get(f"{LIST}?estado=overdue").words
        fragment = mario.get(f"{LIST}?estado=overdue", htmx=True)
        assert "<html" not in fragment.html

    def test_an_unknown_state_or_cursor_is_refused(self, mario):
        mario.get(f"{LIST}?estado=rojo", 400)
        mario.get(f"{LIST}?despues=99", 404)

    def test_more_than_a_page_goes_on(self, mario, comment, cast):
        for number in range(27):
            other = filed(comment.plan, f"Petición {number}.").comment
            petitioning.mark(other, PetitionKind.GENERAL, by=cast.mario_moderator, at=WHILE_OPEN)
        page = mario.get(f"{LIST}?estado=in_time")
        following = next(link for link in page.links if "despues=" in link)
        assert "estado=in_time" in following
        assert "CMC-2026-000028" in mario.get(following).words

    def test_it_is_for_who_handles_them_and_who_audits(self, desk, cast, comment, visitor):
        for person in (cast.rosa_responder, cast.alba_approver, cast.aldo_auditor):
            desk(person).get(LIST)
        for person in (cast.elena_editor, cast.ada_admin):
            desk(person).get(LIST, 403)
        assert "/gestion/entrar" in visitor.get(LIST, 302).response.location


def test_an_extension_and_a_transfer_are_corrected_from_the_observation_r21(cast, desk, clock):
    comment = filed(an_announced_plan(cast)).comment
    clock(WHILE_OPEN)
    moderator = desk(cast.mario_moderator)
    here = f"/gestion/observaciones/{comment.filing_number}"
    petition = petitioning.mark(
        comment, PetitionKind.INFORMATION, by=cast.mario_moderator, at=WHILE_OPEN
    )
    petitioning.extend(
        petition, due_on=date(2026, 4, 7), reason="Falta un dato de la Alcaldía.",
        version=petition.version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    assert f"{here}/peticion/prorroga/correccion" in moderator.get(here).links
    page = moderator.get(f"{here}/peticion/prorroga/correccion")
    assert "Sin prórroga vence el" in page.words
    moderator.fill(f"{here}/peticion/prorroga/correccion", 422, due_on="2026-04-06", why="")
    moderator.fill(
        f"{here}/peticion/prorroga/correccion", due_on="2026-04-06", why="La fecha se escribió mal."
    )
    assert petition.fresh().due_on == date(2026, 4, 6)
    petitioning.forward(
        petition.fresh(), to="Alcaldía", on=date(2026, 3, 10), copy_sent_on=None,
        version=petition.fresh().version, by=cast.mario_moderator, at=WHILE_OPEN,
    )  # fmt: skip
    page = moderator.get(f"{here}/peticion/traslado/correccion")
    asked = {"to": "", "why": "No se ha trasladado a nadie."}
    moderator.post(f"{here}/peticion/traslado/correccion", {**page.form(), **asked})
    assert petition.fresh().forwarded_on is None
