"""Who may open what on the desk: every address times every role, from the URL map."""

from collections.abc import Iterator

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.cast import AFTER_CLOSE, Cast, an_announced_plan, filed, shown, wording
from tests.visitor import Visitor
from webapp.views.desk.access import roles_of
from webapp.vocabulary import Origin, PlanField, Role
from webapp.workflow import adjusting

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


def test_whoever_audits_may_read_every_page_that_is_no_form_and_write_nothing(app: Flask):
    with app.app_context():
        writing = {rule.endpoint for rule in rules(app, "POST")}
        assert not [each for each in writing if Role.AUDITOR in roles_of(each)]
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
