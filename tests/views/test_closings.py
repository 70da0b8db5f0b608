"""An action that was closed to observations for a time goes on telling it (R21)."""

from tests.cast import MONDAY, WHILE_OPEN, a_draft, an_announced_plan, later, wording
from webapp.workflow import announcing, drafting

ACTION = "/planes/plan-de-prueba/acciones/1.1"
REASON = "Se revisa con la Personería Municipal."


def closed_and_reopened(plan, cast, at, until):
    action = wording(plan, "1.1").action
    drafting.close_action(action, reason=REASON, by=cast.elena_editor, at=at)
    drafting.reopen_action(action, by=cast.elena_editor, at=until)


def test_a_closed_action_reopened_keeps_the_trace_of_its_closing_r21(cast, visitor):
    plan = an_announced_plan(cast)
    closed_and_reopened(plan, cast, WHILE_OPEN, later(WHILE_OPEN, hours=2))
    page = visitor.get(ACTION)
    assert "No recibió observaciones del martes 10 de marzo de 2026" in page.words
    assert REASON in page.words


def test_what_was_closed_and_reopened_before_anyone_could_read_it_is_not_told(cast, visitor):
    plan = a_draft(cast)
    closed_and_reopened(plan, cast, MONDAY, MONDAY)
    announcing.announce(plan, by=cast.elena_editor, at=MONDAY, accept_findings=True)
    assert REASON not in visitor.get(ACTION).words
