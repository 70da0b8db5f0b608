"""Staff accounts: links, passwords, second factor, sessions, and what the log keeps of them."""

from dataclasses import fields
from datetime import datetime, timedelta

import pyotp
import pytest

from tests.cast import MONDAY, PASSWORD, Cast, a_cast, later
from webapp.models import Area, Event, RecoveryCode, SecondFactor, Staff, StaffSession, StaffToken
from webapp.vocabulary import Role
from webapp.workflow import staffing, verifying
from webapp.workflow.refusals import Invalid, NotAllowed, StaleCopy, WrongState
from webapp.workflow.staffing import Profile

ANOTHER = "otra clave bien larga"
SOFIA = Profile(email="Sofia@Concejo.example ", name=" Sofía Nueva ", roles=[Role.RESPONDER])


@pytest.fixture
def cast(database) -> Cast:
    return a_cast()


def code_of(factor: SecondFactor, at: datetime) -> str:
    """What the person's telephone shows at a moment."""
    return pyotp.TOTP(factor.secret).at(int((at - datetime(1970, 1, 1)).total_seconds()))


def with_second_factor(staff: Staff, at: datetime = MONDAY) -> tuple[SecondFactor, list[str]]:
    factor = staffing.begin_second_factor(staff, at=at)
    codes = staffing.confirm_second_factor(staff, code_of(factor, at), at=at)
    return factor, codes


def verbs() -> list[str]:
    """What was done since the cast was hired."""
    hired = 1 + len(fields(Cast))
    since = Event.select().where(Event.position > hired)
    return [event.verb for event in since.order_by(Event.position)]


# --- invitations and links -----------------------------------------------------------------------


def test_someone_invited_cannot_enter_until_they_set_a_password(cast):
    staff, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    assert (staff.email, staff.name) == ("sofia@concejo.example", "Sofía Nueva")
    for guess in ("", "!", PASSWORD):
        assert staffing.authenticate(staff.email, guess) is None

    staffing.set_password(secret, ANOTHER, at=later(MONDAY, days=6))
    assert staffing.authenticate("SOFIA@concejo.example", ANOTHER) == staff
    assert verbs() == ["staff.added", "staff.password_set"]


def test_a_link_works_once(cast):
    _, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    staffing.set_password(secret, ANOTHER, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.set_password(secret, "una tercera clave", at=MONDAY)
    assert staffing.authenticate("sofia@concejo.example", ANOTHER)


@pytest.mark.parametrize(("lasts", "offer"), [(timedelta(days=7), "i"), (timedelta(hours=2), "r")])
def test_a_link_expires(cast, lasts, offer):
    if offer == "i":
        _, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    else:
        secret = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=MONDAY)
    assert StaffToken.find(secret, MONDAY + lasts - timedelta(seconds=1))
    with pytest.raises(WrongState):
        staffing.set_password(secret, ANOTHER, at=MONDAY + lasts)


def test_a_new_link_takes_the_place_of_the_one_before(cast):
    first = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=MONDAY)
    second = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.set_password(first, ANOTHER, at=MONDAY)
    staffing.set_password(second, ANOTHER, at=MONDAY)


def test_the_database_keeps_only_the_digest_of_a_link(cast):
    _, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    token = StaffToken.get()
    assert secret not in str(token.__data__)
    assert not any(secret in event.content() for event in Event.select())


def test_a_reset_ends_every_session_and_the_old_password(cast):
    _, token = staffing.start_session(cast.elena_editor, at=MONDAY)
    secret = staffing.offer_reset(cast.elena_editor, by=cast.ada_admin, at=MONDAY)
    assert StaffSession.find(token, MONDAY)
    staffing.set_password(secret, ANOTHER, at=MONDAY)
    assert StaffSession.find(token, MONDAY) is None
    assert staffing.authenticate(cast.elena_editor.email, PASSWORD) is None


@pytest.mark.parametrize("weak", ["", "corta", "once letras"])
def test_a_short_password_is_refused_and_the_link_still_works(cast, weak):
    _, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    with pytest.raises(Invalid) as refused:
        staffing.set_password(secret, weak, at=MONDAY)
    assert set(refused.value.faults) == {"password"}
    staffing.set_password(secret, ANOTHER, at=MONDAY)


def test_only_an_administrator_invites_resets_changes_and_closes(cast):
    by, other = cast.elena_editor, cast.rosa_responder
    acts = (
        lambda: staffing.invite(SOFIA, by=by, at=MONDAY),
        lambda: staffing.offer_reset(other, by=by, at=MONDAY),
        lambda: staffing.change_profile(other, SOFIA, version=1, by=by, at=MONDAY),
        lambda: staffing.deactivate(other, by=by, at=MONDAY),
        lambda: staffing.reactivate(other, by=by, at=MONDAY),
        lambda: staffing.require_second_factor(True, by=by, at=MONDAY),
        lambda: staffing.end_sessions(other, by=by, at=MONDAY),
        lambda: staffing.remove_second_factor(other, by=by, at=MONDAY),
    )
    for each in acts:
        with pytest.raises(NotAllowed):
            each()
    assert verbs() == []


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile(email="sin arroba", name="S", roles=[Role.EDITOR]), "email"),
        (Profile(email="ELENA@concejo.example", name="S", roles=[Role.EDITOR]), "email"),
        (Profile(email="s@concejo.example", name=" ", roles=[Role.EDITOR]), "name"),
        (Profile(email="s@concejo.example", name="S", roles=[]), "roles"),
    ],
)
def test_an_account_needs_an_address_of_its_own_a_name_and_a_role(cast, profile, field):
    with pytest.raises(Invalid) as refused:
        staffing.invite(profile, by=cast.ada_admin, at=MONDAY)
    assert set(refused.value.faults) == {field}
    assert Staff.select().count() == 6


# --- profile and access --------------------------------------------------------------------------


def test_a_profile_changes_and_the_log_keeps_what_the_person_may_do(cast):
    area = Area.create(name="Archivo")
    staff = staffing.change_profile(
        cast.rosa_responder,
        Profile(
            email="rosa@concejo.example",
            name="Rosa Luz",
            roles=[Role.RESPONDER, Role.MODERATOR],
            area=area,
        ),
        version=1,
        by=cast.ada_admin,
        at=MONDAY,
    )
    assert staff.roles == {Role.RESPONDER, Role.MODERATOR}
    details = Event.get(Event.verb == "staff.changed").details
    assert details["before"] == {"roles": ["responder"], "area": None}
    assert details["after"] == {"roles": ["moderator", "responder"], "area": area.id}
    assert (details["new_name"], details["new_email"]) == (True, False)
    assert "Rosa Luz" not in Event.get(Event.verb == "staff.changed").content()


def test_two_administrators_do_not_overwrite_each_other_r12(cast):
    profile = Profile(email="rosa@concejo.example", name="Rosa", roles=[Role.RESPONDER])
    rosa = cast.rosa_responder
    staffing.change_profile(rosa, profile, version=1, by=cast.ada_admin, at=MONDAY)
    with pytest.raises(StaleCopy) as stale:
        staffing.change_profile(rosa, profile, version=1, by=cast.ada_admin, at=MONDAY)
    assert stale.value.current.version == 2


def test_the_last_administrator_can_be_neither_closed_nor_stripped(cast):
    ada = cast.ada_admin
    plain = Profile(email=ada.email, name=ada.name, roles=[Role.EDITOR])
    with pytest.raises(WrongState):
        staffing.deactivate(ada, by=ada, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.change_profile(ada, plain, version=1, by=ada, at=MONDAY)
    assert ada.fresh().has(Role.ADMIN)
    assert ada.fresh().version == 1

    second, _ = staffing.invite(
        Profile(email="b@concejo.example", name="B", roles=[Role.ADMIN]), by=ada, at=MONDAY
    )
    staffing.deactivate(ada, by=second, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.deactivate(second, by=second, at=MONDAY)


def test_a_deactivated_account_keeps_its_history_and_opens_nothing(cast):
    elena, ada = cast.elena_editor, cast.ada_admin
    _, token = staffing.start_session(elena, at=MONDAY)
    secret = staffing.offer_reset(elena, by=ada, at=MONDAY)
    staffing.deactivate(elena, by=ada, at=MONDAY)

    assert StaffSession.find(token, MONDAY) is None
    assert staffing.authenticate(elena.email, PASSWORD) is None
    with pytest.raises(WrongState):
        staffing.set_password(secret, ANOTHER, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.offer_reset(elena, by=ada, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.deactivate(elena, by=ada, at=MONDAY)
    assert Event.get(Event.verb == "session.started").staff.name == "Elena Editora"

    staffing.reactivate(elena, by=ada, at=MONDAY)
    assert staffing.authenticate(elena.email, PASSWORD) == elena
    assert StaffSession.find(token, MONDAY) is None
    with pytest.raises(WrongState):
        staffing.set_password(secret, ANOTHER, at=MONDAY)
    with pytest.raises(WrongState):
        staffing.reactivate(elena, by=ada, at=MONDAY)


# --- one's own password --------------------------------------------------------------------------


def test_a_password_changes_for_who_knows_it_and_ends_the_other_sessions(cast):
    elena = cast.elena_editor
    here, token = staffing.start_session(elena, at=MONDAY)
    _, elsewhere = staffing.start_session(elena, at=MONDAY)
    with pytest.raises(Invalid) as refused:
        staffing.change_password(elena, current="no es", password=ANOTHER, keeping=here, at=MONDAY)
    assert set(refused.value.faults) == {"current"}
    with pytest.raises(Invalid):
        staffing.change_password(elena, current=PASSWORD, password="corta", keeping=here, at=MONDAY)
    assert StaffSession.find(elsewhere, MONDAY)

    staffing.change_password(elena, current=PASSWORD, password=ANOTHER, keeping=here, at=MONDAY)
    assert staffing.authenticate(elena.email, ANOTHER)
    assert StaffSession.find(token, MONDAY)
    assert StaffSession.find(elsewhere, MONDAY) is None


# --- second factor -------------------------------------------------------------------------------


def test_a_second_factor_counts_once_its_code_was_seen(cast):
    elena = cast.elena_editor
    factor = staffing.begin_second_factor(elena, at=MONDAY)
    assert staffing.second_factor(elena) is None
    for wrong in ("", "000000", "ñandú", code_of(factor, later(MONDAY, minutes=5))):
        with pytest.raises(Invalid):
            staffing.confirm_second_factor(elena, wrong, at=MONDAY)
    spaced = f" {code_of(factor, MONDAY)[:3]} {code_of(factor, MONDAY)[3:]} "
    codes = staffing.confirm_second_factor(elena, spaced, at=MONDAY)
    assert staffing.second_factor(elena)
    assert len(set(codes)) == 10
    assert all(len(code) == 11 and code[5] == "-" for code in codes)
    uri = staffing.provisioning_uri(factor)
    assert uri.startswith("otpauth://totp/")
    assert factor.secret in uri


def test_a_confirmed_factor_is_neither_begun_nor_confirmed_again(cast):
    elena = cast.elena_editor
    factor, _ = with_second_factor(elena)
    with pytest.raises(WrongState):
        staffing.begin_second_factor(elena, at=MONDAY)
    at = later(MONDAY, minutes=2)
    with pytest.raises(WrongState):
        staffing.confirm_second_factor(elena, code_of(factor, at), at=at)


def test_a_code_is_good_for_its_half_minute_and_its_neighbours_only_once(cast):
    elena = cast.elena_editor
    factor, _ = with_second_factor(elena)
    assert not staffing.check_second_factor(elena, code_of(factor, MONDAY), at=MONDAY)

    at = later(MONDAY, minutes=10)
    code = code_of(factor, at)
    assert not staffing.check_second_factor(elena, code, at=later(at, seconds=61))
    assert staffing.check_second_factor(elena, code, at=later(at, seconds=30))
    assert not staffing.check_second_factor(elena, code, at=at)
    earlier = code_of(factor, later(at, seconds=-30))
    assert not staffing.check_second_factor(elena, earlier, at=at)
    assert staffing.check_second_factor(
        elena, code_of(factor, later(at, seconds=30)), at=later(at, seconds=30)
    )


def test_a_recovery_code_stands_in_once_for_its_owner_only(cast):
    elena, rosa = cast.elena_editor, cast.rosa_responder
    _, codes = with_second_factor(elena)
    with_second_factor(rosa)
    assert not staffing.check_second_factor(rosa, codes[0], at=MONDAY)
    assert staffing.check_second_factor(elena, f" {codes[0].upper()} ", at=MONDAY)
    assert not staffing.check_second_factor(elena, codes[0], at=MONDAY)
    assert staffing.check_second_factor(elena, codes[1].replace("-", ""), at=MONDAY)
    assert verbs().count("second_factor.recovery_used") == 2
    assert not any(code in event.content() for code in codes for event in Event.select())
    assert not any(code in str(row.__data__) for code in codes for row in RecoveryCode.select())


def test_a_person_removes_their_own_factor_and_an_administrator_that_of_who_lost_it(cast):
    elena, rosa = cast.elena_editor, cast.rosa_responder
    _, codes = with_second_factor(elena)
    with_second_factor(rosa)
    with pytest.raises(NotAllowed):
        staffing.remove_second_factor(elena, by=rosa, at=MONDAY)
    staffing.remove_second_factor(elena, by=cast.ada_admin, at=MONDAY)
    staffing.remove_second_factor(rosa, by=rosa, at=MONDAY)
    assert staffing.second_factor(elena) is None
    assert not staffing.check_second_factor(elena, codes[0], at=MONDAY)
    with pytest.raises(WrongState):
        staffing.remove_second_factor(rosa, by=rosa, at=MONDAY)


def test_the_entity_may_require_a_second_factor_of_everyone(cast):
    elena = cast.elena_editor
    assert not staffing.must_set_up_second_factor(elena)
    staffing.require_second_factor(True, by=cast.ada_admin, at=MONDAY)
    assert staffing.must_set_up_second_factor(elena)
    with_second_factor(elena)
    assert not staffing.must_set_up_second_factor(elena)
    staffing.require_second_factor(False, by=cast.ada_admin, at=MONDAY)
    assert not staffing.must_set_up_second_factor(cast.rosa_responder)


# --- sessions ------------------------------------------------------------------------------------


def test_a_session_ends_by_the_clock_by_its_owner_or_by_an_administrator(cast):
    elena = cast.elena_editor
    session, token = staffing.start_session(elena, at=MONDAY)
    assert StaffSession.find(token, later(MONDAY, hours=9, minutes=59))
    assert StaffSession.find(token, later(MONDAY, hours=10)) is None
    with pytest.raises(NotAllowed):
        staffing.end_session(session, by=cast.rosa_responder, at=MONDAY)
    staffing.end_session(session, by=elena, at=MONDAY)
    assert StaffSession.find(token, MONDAY) is None

    session, token = staffing.start_session(elena, at=MONDAY)
    staffing.end_session(session, by=cast.ada_admin, at=MONDAY)
    assert StaffSession.find(token, MONDAY) is None


def test_the_other_sessions_end_together_and_the_one_in_use_stays(cast):
    elena = cast.elena_editor
    here, token = staffing.start_session(elena, at=MONDAY)
    staffing.start_session(elena, at=MONDAY)
    staffing.start_session(elena, at=MONDAY)
    _, of_rosa = staffing.start_session(cast.rosa_responder, at=MONDAY)
    assert staffing.end_sessions(elena, by=elena, at=MONDAY, keeping=here) == 2
    assert StaffSession.find(token, MONDAY)
    assert StaffSession.find(of_rosa, MONDAY)
    assert StaffSession.running(elena, MONDAY) == [here]
    assert staffing.end_sessions(elena, by=cast.ada_admin, at=MONDAY) == 1
    assert StaffSession.running(elena, MONDAY) == []


def test_all_of_it_leaves_a_sound_log_without_addresses_or_names_r17(cast):
    staff, secret = staffing.invite(SOFIA, by=cast.ada_admin, at=MONDAY)
    staffing.set_password(secret, ANOTHER, at=MONDAY)
    session, _ = staffing.start_session(staff, at=MONDAY)
    with_second_factor(staff)
    staffing.end_session(session, by=staff, at=MONDAY)
    staffing.deactivate(staff, by=cast.ada_admin, at=MONDAY)
    log = "".join(event.content() for event in Event.select())
    assert "sofia@" not in log
    assert "Sofía" not in log
    assert verifying.verify()["events"] == Event.select().count()
