"""People who work on the desk, and their sessions."""

import hashlib
from datetime import datetime
from typing import Self

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField

from webapp.models.base import JSONText, Table
from webapp.models.entity import Area
from webapp.vocabulary import Role


class Staff(Table):
    """A member of staff. Deactivated, never deleted: the log names them for ever."""

    email = CharField(unique=True)
    name = CharField()
    password_hash = CharField()
    role_names = JSONText(default=list)
    area = ForeignKeyField(Area, null=True, backref="staff")
    active = BooleanField(default=True)
    created_at = DateTimeField()

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held."""
        return frozenset(Role(name) for name in self.role_names)

    def has(self, *roles: Role) -> bool:
        """Whether any of the roles is held by this person, still active."""
        return self.active and not self.roles.isdisjoint(roles)


class StaffSession(Table):
    """A sign-in. Ended here, it is over, whatever cookie someone still holds."""

    staff = ForeignKeyField(Staff, backref="sessions", on_delete="CASCADE")
    token_digest = CharField(max_length=64, unique=True)
    started_at = DateTimeField()
    expires_at = DateTimeField()
    ended_at = DateTimeField(null=True)

    @staticmethod
    def digest(token: str) -> str:
        """What is stored of a token."""
        return hashlib.sha256(token.encode()).hexdigest()

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
