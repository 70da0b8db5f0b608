"""A plan whose consultation is over, with its adjusted edition begun, and who edits it."""

import pytest

from tests.cast import AFTER_CLOSE, an_announced_plan, filed, shown
from webapp.vocabulary import Target
from webapp.workflow import adjusting


@pytest.fixture
def plan(cast, clock):
    plan = an_announced_plan(cast)
    clock(AFTER_CLOSE)
    return plan


@pytest.fixture
def comment(plan, cast):
    sent = filed(plan, proposed_text="Poner un buzón en la plaza.", target=Target.IMPROVEMENT)
    return shown(sent.comment, cast)


@pytest.fixture
def edition(plan, cast):
    return adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)


@pytest.fixture
def elena(cast, desk, plan):
    return desk(cast.elena_editor)
