"""People who work on the desk, and their sessions."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Self

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    ModelSelect,
)
from playhouse.fields import EnumField

from webapp.models.base import JSONText, Table, Versioned
from webapp.models.entity import Area
from webapp.vocabulary import Role, TokenPurpose

LINKS = (TokenPurpose.INVITATION, TokenPurpose.PASSWORD_RESET)


class Staff(Versioned):
    """A member of staff. Deactivated, never deleted: the log names them for ever."""

    email = CharField(unique=True)
    name = CharField()
    password_hash = CharField()
    role_names = JSONText(default=list)
    area = ForeignKeyField(Area, null=True, backref="staff")
    active = BooleanField(default=True)
    created_at = DateTimeField()

    area_id: int | None
    second_factors: "ModelSelect[SecondFactor]"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held."""
        return frozenset(Role(name) for name in self.role_names)

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held by this person, still active."""
        return self.active and not self.roles.isdisjoint(roles)


class StaffSession(Table):
    """A sign-in. Once it is ended here no cookie opens it again."""

    staff = ForeignKeyField(Staff, backref="sessions", on_delete="CASCADE")
    token_digest = CharField(max_length=64, unique=True)
    started_at = DateTimeField()
    expires_at = DateTimeField()
    ended_at = DateTimeField(null=True)

    staff_id: int

    @staticmethod
    def digest(token: str) -> str:
        """What is stored of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

    @classmethod
    def running(cls, staff: Staff, at: datetime) -> list[Self]:
        """The sessions of a person that are not over, newest first."""
        mine = cls.select().where(cls.staff == staff, cls.ended_at.is_null(), cls.expires_at > at)
        return list(mine.order_by(cls.started_at.desc()))

    @classmethod
    def find(cls, token: str, at: datetime) -> Self | None:
        """The running session of a token, with its person, if that one is still active."""
        return (
            cls.select(cls, Staff)
            .join(Staff)
            .where(
                cls.token_digest == cls.digest(token),
                cls.ended_at.is_null(),
                cls.expires_at > at,
                Staff.active,
            )
            .first()
        )


class StaffToken(Table):
    """What lets someone do one thing once: set a password by a link, or give the second factor
    after a right password. Only its digest is kept."""

    staff = ForeignKeyField(Staff, backref="tokens", on_delete="CASCADE")
    purpose = EnumField(TokenPurpose, max_length=20)
    digest = CharField(max_length=64, unique=True)
    made_at = DateTimeField()
    expires_at = DateTimeField()
    used_at = DateTimeField(null=True)

    staff_id: int

    @classmethod
    def find(
        cls, token: str, at: datetime, purposes: Collection[TokenPurpose] = LINKS
    ) -> Self | None:
        """A token that still works, with its person; by default one of those sent as links."""
        return (
            cls.select(cls, Staff)
            .join(Staff)
            .where(
                cls.digest == StaffSession.digest(token),
                cls.purpose.in_(purposes),
                cls.used_at.is_null(),
                cls.expires_at > at,
                Staff.active,
            )
            .first()
        )


class SecondFactor(Table):
    """A person's one-time passwords (RFC 6238). It counts once confirmed."""

    staff = ForeignKeyField(Staff, unique=True, backref="second_factors", on_delete="CASCADE")
    secret = CharField(max_length=64)
    confirmed_at = DateTimeField(null=True)
    last_step = IntegerField(default=0)

    staff_id: int


class RecoveryCode(Table):
    """A code that stands in for the second factor, once. Only its digest is kept."""

    staff = ForeignKeyField(Staff, backref="recovery_codes", on_delete="CASCADE")
    digest = CharField(max_length=64)
    used_at = DateTimeField(null=True)
