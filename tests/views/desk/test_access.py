"""Who may open what on the desk: every address times every role, from the URL map."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.canaries import a_copy_proposed
from tests.cast import AFTER_CLOSE, Cast, an_announced_plan, filed, shown, wording
from tests.visitor import Visitor
from webapp.models import (
    Action,
    Answer,
    Area,
    Comment,
    Document,
    Event,
    Handling,
    Part,
    Plan,
    Staff,
)
from webapp.views.desk.access import roles_of
from webapp.views.desk.manual import PARTS
from webapp.vocabulary import (
    CyclePhase,
    DataRight,
    Origin,
    ParticipationSpace,
    PetitionKind,
    PlanField,
    PublicityChannel,
    PublicityStage,
    Role,
)
from webapp.workflow import (
    adjusting,
    answer_templates,
    bulk,
    bulk_acts,
    data_requests,
    grouping,
    intake,
    internal_reporting,
    petitioning,
    publicising,
    saved_lists,
    splitting,
    staffing,
)
from webapp.workflow.bulk import Listed

VALUES: dict[str, object] = {
    "slug": "plan-de-prueba",
    "code": "1.1",
    "filing_number": "CMC-2026-000001",
    "name": "dependencias",
    "number": 1,
    "part": PARTS[0],
}
"""What stands in the place of each part of an address."""

FORMS = {"desk.data_requests.search", "desk.imports.upload", "desk.reimports.upload"}
"""Pages with nothing to read but an empty form, whose POST has a name of its own."""

WITH_A_CODE = {"desk.easing.answer"}
"""Pages that lead nowhere without the tracking code of whoever was helped."""

OWN_ACCOUNT = "desk.account."
"""The section where everyone, whoever audits too, acts on their own account."""

OUTSIDE = {"session.sign_in", "session.second_step", "session.sign_out", "session.password"}
"""The addresses under /gestion that need no session."""


@pytest.fixture
def world(cast: Cast, clock) -> None:
    """A closed consultation with an observation on 1.1, a change that it caused, and one of
    each thing that an address of the desk may name."""
    plan = an_announced_plan(cast)
    comment = shown(filed(plan).comment, cast)
    one_of_each(plan, comment, cast)
    adjusting.start_edition(plan, by=cast.elena_editor, at=AFTER_CLOSE)
    adjusting.reword(
        wording(plan, "1.1"),
        {PlanField.IMPROVEMENT: "Poner un buzón."},
        adjusting.Why(
            origin=Origin.OBSERVATIONS,
            reason="Lo pidieron. Así lo decidió la Mesa.",
            comments=[comment],
        ),
        version=1,
        by=cast.elena_editor,
        at=AFTER_CLOSE,
    )
    a_copy_proposed(Document.listed(plan)[0], cast)
    clock(AFTER_CLOSE)


def one_of_each(plan: Plan, comment: Comment, cast: Cast) -> None:
    """A meeting, a scan, a petition, a template, a kept list, a group, a bulk act, two parts,
    word sent out, a report, and a request on personal data."""
    mario, rosa, at = cast.mario_moderator, cast.rosa_responder, AFTER_CLOSE
    meeting = intake.Gathering(
        title="Reunión", place="Plaza", held_on=date(2026, 3, 5), attendance={}
    )
    intake.save_meeting(plan, meeting, by=mario, at=at)
    scan = intake.Scan.read("carta.pdf", b"%PDF-1.7 una carta")
    intake.attach_scan(comment, scan, by=mario, at=at)
    petitioning.mark(comment, PetitionKind.GENERAL, by=mario, at=at)
    answer_templates.keep(title="Gracias", text="Gracias.", area=None, by=rosa, at=at)
    saved_lists.keep("Sin responder", "respuesta=sin", by=rosa, at=at)
    grouping.start(plan, "Buzón", [comment], by=rosa, at=at)
    sending = publicising.Sending(
        stage=PublicityStage.ANNOUNCEMENT,
        channel=PublicityChannel.RADIO,
        on=date(2026, 3, 5),
        audience="Todos",
    )
    publicising.note(plan.announced_round, sending, scan=scan, by=cast.elena_editor, at=at)
    account = internal_reporting.Account(
        title="Consulta",
        cycle_phase=CyclePhase.FORMULATION,
        space=ParticipationSpace.CONSULTATION,
    )
    internal_reporting.start(plan.announced_round, account, by=cast.elena_editor, at=at)
    listed = [Listed(comment.filing_number, bulk.stamps([comment])[comment.id])]
    bulk_acts.tag(listed, ["buzón"], plan=plan, by=rosa, at=at)
    actions = list(plan.actions.where(Action.code.in_(("1.1", "1.2"))))
    pieces = [
        splitting.LetterPiece("Pongan un buzón", actions[0]),
        splitting.LetterPiece("plaza", actions[1]),
    ]
    comment = comment.fresh()
    splitting.split(comment, pieces, version=comment.version, by=rosa, at=at)
    asked = data_requests.Request(
        right=DataRight.KNOW, received_on=date(2026, 3, 20), comments=[comment]
    )
    data_requests.exercise(asked, by=mario, at=at)


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


def test_everything_under_gestion_is_a_section_of_the_desk_but_the_ways_in_and_out(app: Flask):
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
                opened = 404 if endpoint in WITH_A_CODE else 200
                expected = opened if role in roles_of(endpoint) else 403
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


def test_an_act_without_the_token_of_its_form_does_nothing(app: Flask, everyone):
    before = Event.select().count()
    for _, address in addresses(app, "POST"):
        assert everyone[Role.EDITOR].client.post(address).status_code < 500, address
        assert Event.select().count() == before, address


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
def of_another_area(cast: Cast, world) -> str:
    """A second observation that Secretaría General has; the responder belongs to Archivo."""
    comment = shown(filed(Plan.get(), "Abran también los sábados.").comment, cast)
    general = Area.get(Area.name == "Secretaría General")
    Handling.update(area=general).execute()
    belongs(cast.rosa_responder, Area.create(name="Archivo"))
    return comment.filing_number


def belongs(staff: Staff, area: Area | None) -> None:
    Staff.update(area=area).where(Staff.id == staff.id).execute()


ANSWER = {
    "decision": "incorporated",
    "text": "Gracias.",
    "reason": "Mejora el plan. Así consta en el acta de la mesa directiva.",
}


def test_another_areas_responder_reads_an_observation_and_answers_nothing_of_it(
    app: Flask, of_another_area, desk, cast: Cast
):
    rosa = desk(cast.rosa_responder)
    rosa.get(f"/gestion/observaciones/{of_another_area}")
    token = rosa.get("/gestion/").form(inside=".//header")
    before = Event.head()
    answer = f"/gestion/observaciones/{of_another_area}/respuesta"
    for then in ("draft", "submit"):
        rosa.post(answer, {**token, **ANSWER, "version": "", "then": then}, 403)
    part = "/gestion/observaciones/CMC-2026-000001/partes/1"
    rosa.fill(part, 403, **ANSWER)
    # Whatever else a responder may send, from one end of the desk to the other: no answer of it.
    for endpoint, address in addresses(app, "POST"):
        with app.app_context():
            allowed = Role.RESPONDER in roles_of(endpoint)
        if allowed and not endpoint.startswith(OWN_ACCOUNT):
            for number in ("CMC-2026-000001", of_another_area):
                to = address.replace("CMC-2026-000001", number)
                found = rosa.client.post(to, data={**token, **ANSWER, "version": "1"})
                assert found.status_code < 500, (to, found.status_code)
    assert not Answer.select().exists()
    assert not Part.select().where(Part.decision.is_null(False)).exists()
    events = Event.select().where(Event.position > before.position)
    assert not [each.verb for each in events if each.verb.startswith(("answer.", "part."))]


def test_who_belongs_to_the_area_or_to_none_answers(of_another_area, desk, cast: Cast):
    rosa, general = cast.rosa_responder, Area.get(Area.name == "Secretaría General")
    answer = f"/gestion/observaciones/{of_another_area}/respuesta"
    for area, text in ((general, "Gracias."), (None, "Muchas gracias.")):
        belongs(rosa, area)
        desk(rosa).fill(answer, to=answer, then="draft", text=text)
        assert Answer.get().text == text
