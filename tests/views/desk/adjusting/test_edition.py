"""Beginning the adjusted edition from the desk."""

from tests.cast import WHILE_OPEN
from tests.views.desk.adjusting.acts import ACTION, ADJUST, token_of


def test_the_adjusted_edition_is_started_from_its_page(plan, elena):
    elena.fill(ADJUST)
    page = elena.get(ADJUST)
    assert "Edición 2, en preparación" in page.words
    assert ACTION in page.links


def test_it_cannot_be_started_while_people_may_still_file(plan, cast, desk, clock):
    clock(WHILE_OPEN)
    elena = desk(cast.elena_editor)
    page = elena.get(ADJUST)
    assert "no se puede ajustar ahora" in page.words
    assert not page.all(".//main//form[@method='post']")
    elena.post(ADJUST, {"csrf_token": token_of(elena)}, 409)
