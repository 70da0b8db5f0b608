"""Who may open what on the desk: every address times every role, from the URL map."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.cast import AFTER_CLOSE, Cast, an_announced_plan, filed, shown, wording
from tests.visitor import Visitor
from webapp.models import Answer, Area, Comment, Event, Handling, Staff
from webapp.views.desk.access import roles_of
from webapp.vocabulary import Origin, PlanField, Role
from webapp.workflow import adjusting, staffing

VALUES: dict[str, object] = {
    "slug": "plan-de-prueba",
    "code": "1.1",
    "filing_number": "CMC-2026-000001",
    "name": "dependencias",
    "number": 1,
}
"""What stands in the place of each part of an address."""

FORMS = {"desk.imports.upload"}
"""Pages with nothing to read but an empty form, whose POST has a name of its own."""

OWN_ACCOUNT = "desk.account."
"""The room where everyone, whoever audits too, acts on their own account."""

OUTSIDE = {"session.sign_in", "session.second_step", "session.sign_out", "session.password"}
"""The addresses under /gestion that need no session."""


@pytest.fixture
def world(cast: Cast, clock) -> None:
    """A closed consultation with an observation on 1.1 and a change that it caused."""
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Poner un buzón."},
        adjusting.Why(origin=Origin.OBSERVATIONS, reason="Lo pidieron.", comments=[comment]),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    clock(AFTER_CLOSE)


@pytest.fixture
def everyone(cast: Cast, desk, world) -> dict[Role, Visitor]:
    """One person of each role, signed in."""
    people = (
        cast.elena_editor,
        cast.mario_moderator,
        cast.rosa_responder,
        cast.alba_approver,
        cast.aldo_auditor,
        cast.ada_admin,
    )
    return {next(iter(person.roles)): desk(person) for person in people}


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The addresses of the desk that take a method."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("desk.") and method in (rule.methods or ()):
            yield rule


def addresses(app: Flask, method: str) -> list[tuple[str, str]]:
    """Endpoint and address of each, with sample values in their places."""
    with app.test_request_context():
        return [
            (rule.endpoint, url_for(rule.endpoint, **{n: VALUES[n] for n in rule.arguments}))
            for rule in rules(app, method)
        ]


def test_every_address_of_the_desk_says_which_roles_it_is_open_to(app: Flask):
    with app.app_context():
        assert not [
            rule.endpoint
            for method in ("GET", "POST")
            for rule in rules(app, method)
            if not roles_of(rule.endpoint)
        ]


def test_everything_under_gestion_is_a_room_of_the_desk_but_the_ways_in_and_out(app: Flask):
    under = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/gestion")}
    assert {each for each in under if not each.startswith("desk.")} == OUTSIDE
    assert not [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.") and not rule.rule.startswith("/gestion/")
    ]
    methods = {
        method
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("desk.")
        for method in rule.methods or ()
    }
    assert methods <= {"GET", "POST", "HEAD", "OPTIONS"}


def test_whoever_audits_may_read_every_page_that_is_no_form_and_write_nothing(app: Flask):
    with app.app_context():
        writing = {rule.endpoint for rule in rules(app, "POST")}
        others = [each for each in writing if not each.startswith(OWN_ACCOUNT)]
        assert not [each for each in others if Role.AUDITOR in roles_of(each)]
        reading = {rule.endpoint for rule in rules(app, "GET")} - writing - FORMS
        assert not [each for each in reading if Role.AUDITOR not in roles_of(each)]


def test_a_stranger_is_sent_to_sign_in_from_every_address(app: Flask, visitor, world):
    for _, address in addresses(app, "GET"):
        page = visitor.get(address, 302)
        assert page.response.location == f"/gestion/entrar?next={address}"
    token = visitor.get("/gestion/entrar").form()["csrf_token"]
    for _, address in addresses(app, "POST"):
        page = visitor.post(address, {"csrf_token": token}, 302)
        assert page.response.location.startswith("/gestion/entrar")


def test_each_role_reads_the_pages_it_is_open_to_and_no_others(app: Flask, everyone):
    wrong = []
    for role, person in everyone.items():
        for endpoint, address in addresses(app, "GET"):
            with app.app_context():
                expected = 200 if role in roles_of(endpoint) else 403
            found = person.client.get(address).status_code
            if found != expected:
                wrong.append((role.value, address, found))
    assert not wrong


def test_each_role_is_kept_from_every_act_that_is_not_its_own(app: Flask, everyone):
    wrong = []
    for role, person in everyone.items():
        token = person.get("/gestion/").form(inside=".//header")["csrf_token"]
        for endpoint, address in addresses(app, "POST"):
            with app.app_context():
                allowed = role in roles_of(endpoint)
            if not allowed:
                found = person.client.post(address, data={"csrf_token": token}).status_code
                if found != 403:
                    wrong.append((role.value, address, found))
    assert not wrong


def test_an_act_without_the_token_of_its_form_is_refused(app: Flask, everyone):
    for _, address in addresses(app, "POST"):
        assert everyone[Role.EDITOR].client.post(address).status_code == 400, address


def test_a_deactivated_person_is_let_in_nowhere(app: Flask, everyone, cast: Cast):
    staffing.deactivate(cast.elena_editor, by=cast.ada_admin, at=AFTER_CLOSE)
    for _, address in addresses(app, "GET"):
        everyone[Role.EDITOR].get(address, 302)


def test_who_must_have_a_second_factor_opens_nothing_but_their_account_without_it(
    app: Flask, everyone, cast: Cast
):
    staffing.require_second_factor(True, by=cast.ada_admin, at=AFTER_CLOSE)
    editor = everyone[Role.EDITOR]
    token = editor.get("/gestion/mi-cuenta").form(inside=".//header")["csrf_token"]
    for endpoint, address in addresses(app, "GET"):
        if not endpoint.startswith(OWN_ACCOUNT):
            with app.app_context():
                allowed = Role.EDITOR in roles_of(endpoint)
            page = editor.get(address, 303 if allowed else 403)
            if allowed:
                assert page.response.location == "/gestion/mi-cuenta/segundo-factor"
    before = Event.head()
    for endpoint, address in addresses(app, "POST"):
        if not endpoint.startswith(OWN_ACCOUNT):
            found = editor.client.post(address, data={"csrf_token": token}).status_code
            assert found in (303, 403), address
    assert Event.head() == before


@pytest.fixture
def strangers_area(cast: Cast, world) -> Comment:
    """The responder belongs to another area than the one that has the observation."""
    comment = Comment.get()
    archive = Area.create(name="Archivo")
    general = Area.get_or_none(Area.name == "Secretaría General") or Area.create(
        name="Secretaría General"
    )
    Staff.update(area=archive).where(Staff.id == cast.rosa_responder.id).execute()
    Handling.update(area=general).where(Handling.comment == comment).execute()
    return comment


def test_another_areas_responder_reads_an_observation_and_answers_nothing_of_it(
    app: Flask, strangers_area, desk, cast: Cast
):
    rosa = desk(cast.rosa_responder)
    rosa.get("/gestion/observaciones/CMC-2026-000001")
    token = rosa.get("/gestion/").form(inside=".//header")["csrf_token"]
    before = Event.head()
    answer = {
        "decision": "incorporated",
        "text": "Gracias.",
        "reason": "Mejora el plan.",
        "csrf_token": token,
        "version": "",
    }
    for then in ("draft", "submit"):
        rosa.post("/gestion/observaciones/CMC-2026-000001/respuesta", {**answer, "then": then}, 403)
    # Every other act on one observation that a responder may do: none of them writes an answer.
    for endpoint, address in addresses(app, "POST"):
        with app.app_context():
            allowed = Role.RESPONDER in roles_of(endpoint)
        if allowed and "CMC-2026-000001" in address:
            found = rosa.client.post(address, data=answer).status_code
            assert found in (303, 400, 403, 404, 409, 422), (address, found)
    assert not Answer.select().exists()
    assert not [
        event.verb
        for event in Event.select().where(Event.position > before.position)
        if event.verb.startswith(("answer.", "part."))
    ]


def test_who_belongs_to_the_area_or_to_none_answers(strangers_area, desk, cast: Cast):
    general = Area.get(Area.name == "Secretaría General")
    for area in (general, None):
        Staff.update(area=area).where(Staff.id == cast.rosa_responder.id).execute()
        desk(cast.rosa_responder).fill(
            "/gestion/observaciones/CMC-2026-000001/respuesta",
            to="/gestion/observaciones/CMC-2026-000001/respuesta",
            then="draft",
            text="Gracias.",
        )
    assert Answer.get().text == "Gracias."
