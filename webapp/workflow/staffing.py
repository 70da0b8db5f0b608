"""Staff accounts: invited, signed in with one or two factors, reset, deactivated."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.models import (
    Area,
    Entity,
    RecoveryCode,
    SecondFactor,
    Staff,
    StaffSession,
    StaffToken,
)
from webapp.storage.db import transaction
from webapp.text.visible import is_blank
from webapp.values.addresses import is_deliverable
from webapp.vocabulary import Role, TokenPurpose
from webapp.vocabulary.messages import N_
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.refusals import Invalid, NotAllowed, WrongState

SHORTEST_PASSWORD = 12
SESSION_LASTS = timedelta(hours=10)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=2)
SECOND_STEP_LASTS = timedelta(minutes=5)
RECOVERY_CODES = 10
NOT_SET = "!"
"""The password hash of someone who has not set a password yet: nothing matches it."""

_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Who someone of the staff is, and what they may do."""

    email: str
    name: str
    roles: Collection[Role]
    area: Area | None = None

    def check(self, staff: Staff | None = None) -> None:
        """Raise Invalid unless it can be kept, for a new account or for this one."""
        faults = {}
        twin = Staff.get_or_none(Staff.email == self.email.strip().lower())
        if not is_deliverable(self.email.strip()):
            faults["email"] = N_("Write an e-mail address like name@example.com.")
        elif twin and (staff is None or twin.id != staff.id):
            faults["email"] = N_("Someone already has this e-mail address.")
        if is_blank(self.name):
            faults["name"] = N_("Write the name.")
        if not self.roles:
            faults["roles"] = N_("Choose at least one role.")
        if faults:
            raise Invalid(**faults)


def add_staff(
    *,
    email: str,
    name: str,
    roles: Collection[Role],
    password: str,
    by: Actor,
    at: datetime,
    area: Area | None = None,
) -> Staff:
    """Make an account with a password. Raises Invalid."""
    _check_password(password)
    profile = Profile(email=email, name=name, roles=roles, area=area)
    return _add(profile, _hasher.hash(password), by=by, at=at)


def invite(profile: Profile, *, by: Actor, at: datetime) -> tuple[Staff, str]:
    """Make an account without a password, and the secret of the link by which its owner sets
    one, good for seven days."""
    with act(by, Role.ADMIN):
        staff = _add(profile, NOT_SET, by=by, at=at)
        return staff, _token(staff, TokenPurpose.INVITATION, INVITATION_LASTS, at=at)


def _add(profile: Profile, password_hash: str, *, by: Actor, at: datetime) -> Staff:
    profile.check()
    with act(by, Role.ADMIN):
        staff = Staff.create(
            email=profile.email.strip().lower(),
            name=profile.name.strip(),
            password_hash=password_hash,
            role_names=sorted(profile.roles),
            area=profile.area,
            created_at=at,
        )
        record(Verb.STAFF_ADDED, staff, by=by, at=at, roles=staff.role_names, area=staff.area_id)
        return staff


def change_profile(
    staff: Staff, profile: Profile, *, version: int, by: Actor, at: datetime
) -> Staff:
    """Change name, address, roles or area of an account.

    Raises Invalid, StaleCopy (R12), WrongState when nobody else would administer.
    """
    profile.check(staff)
    with act(by, Role.ADMIN):
        claim(staff, version)
        old = staff.fresh()
        if old.has(Role.ADMIN) and Role.ADMIN not in profile.roles:
            _require_another_admin(staff)
        Staff.update(
            email=profile.email.strip().lower(),
            name=profile.name.strip(),
            role_names=sorted(profile.roles),
            area=profile.area,
        ).where(Staff.id == staff.id).execute()
        new = staff.fresh()
        record(
            Verb.STAFF_CHANGED,
            staff,
            by=by,
            at=at,
            before=_office(old),
            after=_office(new),
            new_name=old.name != new.name,
            new_email=old.email != new.email,
        )
        return new


def _office(staff: Staff) -> dict[str, object]:
    """What the log keeps of a profile: what the person may do, not who they are."""
    return {"roles": staff.role_names, "area": staff.area_id}


def offer_reset(staff: Staff, *, by: Actor, at: datetime) -> str:
    """The secret of a link by which someone sets a new password, good for two hours."""
    with act(by, Role.ADMIN):
        if not staff.fresh().active:
            raise WrongState(N_("This account is deactivated."))
        record(Verb.STAFF_RESET_OFFERED, staff, by=by, at=at)
        _spend_tokens(staff, at)
        return _token(staff, TokenPurpose.PASSWORD_RESET, RESET_LASTS, at=at)


def _token(staff: Staff, purpose: TokenPurpose, lasts: timedelta, *, at: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    StaffToken.create(
        staff=staff,
        purpose=purpose,
        digest=StaffSession.digest(secret),
        made_at=at,
        expires_at=at + lasts,
    )
    return secret


def _spend_tokens(staff: Staff, at: datetime) -> None:
    StaffToken.update(used_at=at).where(
        StaffToken.staff == staff, StaffToken.used_at.is_null()
    ).execute()


def set_password(secret: str, password: str, *, at: datetime) -> Staff:
    """Set the password of whoever holds the link; every session of theirs ends.

    Raises Invalid for a weak password, WrongState when the link no longer works.
    """
    _check_password(password)
    with transaction():
        token = StaffToken.find(secret, at)
        if token is None:
            raise WrongState(N_("This link no longer works. Ask for another one."))
        _spend(token, at)
        Staff.update(password_hash=_hasher.hash(password)).where(
            Staff.id == token.staff_id
        ).execute()
        _end_sessions(token.staff, at)
        record(Verb.STAFF_PASSWORD_SET, token.staff, by=token.staff, at=at, purpose=token.purpose)
        return token.staff


def change_password(
    staff: Staff, *, current: str, password: str, keeping: StaffSession, at: datetime
) -> None:
    """Change one's own password, knowing the present one; one's other sessions end.

    Raises Invalid.
    """
    require_password(staff, current, field="current")
    _check_password(password)
    with transaction():
        Staff.update(password_hash=_hasher.hash(password)).where(Staff.id == staff.id).execute()
        _spend_tokens(staff, at)
        _end_sessions(staff, at, keeping=keeping)
        record(Verb.STAFF_PASSWORD_CHANGED, staff, by=staff, at=at)


def require_password(staff: Staff, password: str, *, field: str = "password") -> None:
    """Raise Invalid, on that field, unless it is this person's password."""
    if not _matches(staff.fresh().password_hash, password):
        raise Invalid(**{field: N_("That is not your password.")})


def _check_password(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(password=N_("The password needs at least 12 characters."))


def deactivate(staff: Staff, *, by: Actor, at: datetime) -> None:
    """Close an account: its sessions end, its links no longer work, its history stays.

    Raises WrongState when it is closed already or nobody else would administer.
    """
    with act(by, Role.ADMIN):
        staff = staff.fresh()
        if not staff.active:
            raise WrongState(N_("This account is deactivated."))
        if staff.has(Role.ADMIN):
            _require_another_admin(staff)
        Staff.update(active=False).where(Staff.id == staff.id).execute()
        _end_sessions(staff, at)
        _spend_tokens(staff, at)
        record(Verb.STAFF_DEACTIVATED, staff, by=by, at=at)


def reactivate(staff: Staff, *, by: Actor, at: datetime) -> None:
    """Open an account again. Raises WrongState when it is open."""
    with act(by, Role.ADMIN):
        if staff.fresh().active:
            raise WrongState(N_("This account is already active."))
        Staff.update(active=True).where(Staff.id == staff.id).execute()
        record(Verb.STAFF_REACTIVATED, staff, by=by, at=at)


def _require_another_admin(staff: Staff) -> None:
    others = Staff.select().where(Staff.active, Staff.id != staff.id)
    if not any(Role.ADMIN in other.roles for other in others):
        raise WrongState(N_("Somebody else must be an administrator first."))


def account_of(email: str) -> Staff | None:
    """The account that has an e-mail address."""
    return Staff.get_or_none(Staff.email == email.strip().lower())


def authenticate(email: str, password: str) -> Staff | None:
    """Whose e-mail and password these are. Unknown accounts take as long as known ones."""
    staff = Staff.get_or_none(Staff.email == email.strip().lower(), Staff.active)
    if staff is None:
        _matches(_nobodys_hash(), password)
        return None
    return staff if _matches(staff.password_hash, password) else None


def start_session(staff: Staff, *, at: datetime) -> tuple[StaffSession, str]:
    """A session of someone who has shown every factor, and its token."""
    token = secrets.token_urlsafe(32)
    with transaction():
        session = StaffSession.create(
            staff=staff,
            token_digest=StaffSession.digest(token),
            started_at=at,
            expires_at=at + SESSION_LASTS,
        )
        record(Verb.SESSION_STARTED, session, by=staff, at=at)
    return session, token


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_out(session: StaffSession, *, at: datetime) -> None:
    """End a session for good."""
    end_session(session, by=session.staff, at=at)


def end_session(session: StaffSession, *, by: Staff, at: datetime) -> None:
    """End one's own session, or, as an administrator, anyone's."""
    _require_self_or_admin(session.staff_id, by)
    with transaction():
        StaffSession.update(ended_at=at).where(
            StaffSession.id == session.id, StaffSession.ended_at.is_null()
        ).execute()
        record(Verb.SESSION_ENDED, session, by=by, at=at)


def end_sessions(
    staff: Staff, *, by: Staff, at: datetime, keeping: StaffSession | None = None
) -> int:
    """End the sessions of oneself, or, as an administrator, of anyone, but for one to keep; give
    how many ended."""
    _require_self_or_admin(staff.id, by)
    with transaction():
        ended = _end_sessions(staff, at, keeping=keeping)
        record(Verb.SESSION_ALL_ENDED, staff, by=by, at=at, sessions=ended)
        return ended


def _end_sessions(staff: Staff, at: datetime, *, keeping: StaffSession | None = None) -> int:
    return int(
        StaffSession.update(ended_at=at)
        .where(
            StaffSession.staff == staff,
            StaffSession.ended_at.is_null(),
            StaffSession.expires_at > at,
            StaffSession.id != (keeping.id if keeping else 0),
        )
        .execute()
    )


def _require_self_or_admin(number: int, by: Staff) -> None:
    if number != by.id and not by.has(Role.ADMIN):
        raise NotAllowed(N_("Your role does not allow this."))


def second_factor(staff: Staff) -> SecondFactor | None:
    """The confirmed second factor of someone."""
    return staff.second_factors.where(SecondFactor.confirmed_at.is_null(False)).first()


def must_set_up_second_factor(staff: Staff) -> bool:
    """Whether the entity requires a second factor that this person does not have yet."""
    return Entity.current().requires_second_factor and second_factor(staff) is None


def require_second_factor(required: bool, *, by: Actor, at: datetime) -> None:
    """Require a second factor of everyone, or no longer."""
    with act(by, Role.ADMIN):
        entity = Entity.current()
        Entity.update(requires_second_factor=required).where(Entity.id == entity.id).execute()
        record(Verb.ENTITY_SECOND_FACTOR_REQUIRED, entity, by=by, at=at, after=required)


def begin_second_factor(staff: Staff, *, at: datetime) -> SecondFactor:
    """A new secret to put into an authenticator; it counts once `confirm_second_factor` saw it."""
    with transaction():
        if second_factor(staff):
            raise WrongState(N_("You already have a second factor. Remove it first."))
        SecondFactor.delete().where(SecondFactor.staff == staff).execute()
        record(Verb.SECOND_FACTOR_BEGUN, staff, by=staff, at=at)
        return SecondFactor.create(staff=staff, secret=pyotp.random_base32())


def provisioning_uri(factor: SecondFactor) -> str:
    """What the QR of an authenticator holds."""
    issuer = Entity.current().name
    return pyotp.TOTP(factor.secret).provisioning_uri(name=factor.staff.email, issuer_name=issuer)


def confirm_second_factor(staff: Staff, code: str, *, at: datetime) -> list[str]:
    """Count the second factor from now on; give its recovery codes, shown this once.

    Raises Invalid when the code is not the one of this moment, WrongState when it counts already.
    """
    with transaction():
        factor = staff.second_factors.first()
        if factor and factor.confirmed_at:
            raise WrongState(N_("You already have a second factor. Remove it first."))
        if factor is None or not _takes(factor, _typed(code), at):
            raise Invalid(code=N_("That code is not right. Write the newest one."))
        SecondFactor.update(confirmed_at=at).where(SecondFactor.id == factor.id).execute()
        record(Verb.SECOND_FACTOR_CONFIRMED, staff, by=staff, at=at)
        return _new_recovery_codes(staff)


def _new_recovery_codes(staff: Staff) -> list[str]:
    RecoveryCode.delete().where(RecoveryCode.staff == staff).execute()
    codes = [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]
    for code in codes:
        RecoveryCode.create(staff=staff, digest=StaffSession.digest(code))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def remove_second_factor(staff: Staff, *, by: Staff, at: datetime) -> None:
    """Take the second factor away: one's own, or, as an administrator, of who lost theirs.

    Raises NotAllowed, WrongState when there is none.
    """
    _require_self_or_admin(staff.id, by)
    with transaction():
        if second_factor(staff) is None:
            raise WrongState(N_("There is no second factor to remove."))
        SecondFactor.delete().where(SecondFactor.staff == staff).execute()
        RecoveryCode.delete().where(RecoveryCode.staff == staff).execute()
        record(Verb.SECOND_FACTOR_REMOVED, staff, by=by, at=at)


def begin_second_step(staff: Staff, *, at: datetime) -> str:
    """The secret of a sign-in whose password was right: with it the second factor is given, once
    and within five minutes."""
    with transaction():
        over = (StaffToken.purpose == TokenPurpose.SECOND_STEP) & (StaffToken.expires_at <= at)
        StaffToken.delete().where(over).execute()
        return _token(staff, TokenPurpose.SECOND_STEP, SECOND_STEP_LASTS, at=at)


def second_step(secret: str, *, at: datetime) -> StaffToken | None:
    """The sign-in that awaits its second factor, with its person, unless it is over."""
    return StaffToken.find(secret, at, [TokenPurpose.SECOND_STEP])


def finish_second_step(secret: str, code: str, *, at: datetime) -> bool:
    """Whether the code is right; then the step is over. Raises WrongState if it is already."""
    with transaction():
        step = second_step(secret, at=at)
        if step is None:
            raise WrongState(N_("This sign-in is over. Begin again."))
        right = check_second_factor(step.staff, code, at=at)
        if right:
            _spend(step, at)
        return right


def refuse_second_step(secret: str, *, is_news: bool, at: datetime) -> None:
    """End a sign-in after too many wrong codes. The log notes it when it `is_news`, so that the
    password is changed: whoever tried has it."""
    with transaction():
        step = second_step(secret, at=at)
        if step:
            _spend(step, at)
            if is_news:
                record(Verb.SECOND_FACTOR_REFUSED, step.staff, by=None, at=at)


def note_guessing(email: str, *, at: datetime) -> None:
    """Note in the log that someone tries many passwords on an account, if there is one."""
    staff = account_of(email)
    if staff:
        with transaction():
            record(Verb.SESSION_GUESSED, staff, by=None, at=at)


def _spend(token: StaffToken, at: datetime) -> None:
    StaffToken.update(used_at=at).where(StaffToken.id == token.id).execute()


def check_second_factor(staff: Staff, code: str, *, at: datetime) -> bool:
    """Whether a one-time password, or a recovery code, is right; each counts once."""
    typed = _typed(code)
    with transaction():
        factor = second_factor(staff)
        if factor and _takes(factor, typed, at):
            return True
        used = (
            RecoveryCode.update(used_at=at)
            .where(
                RecoveryCode.staff == staff,
                RecoveryCode.digest == StaffSession.digest(typed),
                RecoveryCode.used_at.is_null(),
            )
            .execute()
        )
        if used:
            record(Verb.SECOND_FACTOR_RECOVERY_USED, staff, by=staff, at=at)
        return bool(used)


def _typed(code: str) -> str:
    """A code without the spaces, dashes and capitals that people put in."""
    return "".join(code.split()).replace("-", "").lower()


def _takes(factor: SecondFactor, code: str, at: datetime) -> bool:
    """Whether the code is of this half minute or a neighbouring one, and not used before."""
    totp = pyotp.TOTP(factor.secret)
    now = totp.timecode(at.replace(tzinfo=UTC))
    for step in (now - 1, now, now + 1):
        expected = totp.generate_otp(step).encode()
        if step > factor.last_step and secrets.compare_digest(expected, code.encode()):
            SecondFactor.update(last_step=step).where(SecondFactor.id == factor.id).execute()
            return True
    return False
