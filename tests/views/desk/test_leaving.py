"""Removing somebody's access: what waits with them is listed and handed over on the same page."""

import pytest

from tests.cast import AFTER_CLOSE, a_responder_of, an_announced_plan, filed, shown
from webapp.models import Handling
from webapp.workflow import handling


@pytest.fixture
def comment(cast, clock):
    clock(AFTER_CLOSE)
    comment = shown(filed(an_announced_plan(cast)).comment, cast)
    handling.assign(
        comment, area=None, staff=cast.rosa_responder, due_on=None,
        version=comment.handlings.get().version, by=cast.mario_moderator, at=AFTER_CLOSE,
    )  # fmt: skip
    return comment


def test_access_is_removed_and_what_waits_is_handed_over_in_one_act_r16(cast, desk, comment):
    other, address = a_responder_of("Planeación"), f"/gestion/personal/{cast.rosa_responder.id}"
    admin = desk(cast.ada_admin)
    page = admin.get(f"{address}/acceso")
    assert "1 observación asignada" in page.words
    assert comment.filing_number in page.words
    assert page.all(".//nav//a[@aria-current='page']")[0].text.strip() == "Personal"
    page = admin.post(f"{address}/acceso", {**page.form(), "then": "off", "to": str(other.id)})
    assert page.response.location == address
    assert not cast.rosa_responder.fresh().active
    assert Handling.get(Handling.comment == comment).staff in (other, None)
    assert "Nada espera con esta persona." in admin.get(f"{address}/entrega").words


def test_who_left_before_still_hands_over(cast, desk, comment):
    address = f"/gestion/personal/{cast.rosa_responder.id}"
    admin = desk(cast.ada_admin)
    assert f"{address}/entrega" in admin.get(address).links
    admin.get(f"{address}/entrega")
    assert admin.fill(f"{address}/entrega").response.location == address
    assert Handling.get(Handling.comment == comment).staff is None
