"""Staff accounts and their sessions."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from webapp.db import transaction
from webapp.messages import N_
from webapp.models import Area, Staff, StaffSession
from webapp.vocabulary import Role
from webapp.workflow.record import Actor, act, record
from webapp.workflow.refusals import Invalid

SHORTEST_PASSWORD = 12
SESSION_LASTS = timedelta(hours=10)

_hasher = PasswordHasher()


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


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
    """Make an account. Raises Invalid."""
    email = email.strip().lower()
    faults = {}
    if "@" not in email:
        faults["email"] = N_("Write an e-mail address like name@example.com.")
    elif Staff.get_or_none(Staff.email == email):
        faults["email"] = N_("Someone already has this e-mail address.")
    if not name.strip():
        faults["name"] = N_("Write the name.")
    if not roles:
        faults["roles"] = N_("Choose at least one role.")
    if len(password) < SHORTEST_PASSWORD:
        faults["password"] = N_("The password needs at least 12 characters.")
    if faults:
        raise Invalid(**faults)
    with act(by, Role.ADMIN):
        staff = Staff.create(
            email=email,
            name=name.strip(),
            password_hash=_hasher.hash(password),
            role_names=sorted(roles),
            area=area,
            created_at=at,
        )
        record("staff.added", staff, by=by, at=at, roles=sorted(roles))
        return staff


def sign_in(email: str, password: str, *, at: datetime) -> tuple[StaffSession, str] | None:
    """A new session and its token, or nothing. Unknown accounts take as long as known ones."""
    staff = Staff.get_or_none(Staff.email == email.strip().lower(), Staff.active)
    if not _matches(staff.password_hash if staff else _nobodys_hash(), password) or staff is None:
        return None
    token = secrets.token_urlsafe(32)
    with transaction():
        session = StaffSession.create(
            staff=staff,
            token_digest=StaffSession.digest(token),
            started_at=at,
            expires_at=at + SESSION_LASTS,
        )
        record("session.started", session, by=staff, at=at)
    return session, token


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def sign_out(session: StaffSession, *, at: datetime) -> None:
    """End a session for good."""
    with transaction():
        StaffSession.update(ended_at=at).where(StaffSession.id == session.id).execute()
        record("session.ended", session, by=session.staff, at=at)
