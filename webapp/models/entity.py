"""The public entity and its catalogues."""

from typing import Self
from zoneinfo import ZoneInfo

from peewee import BooleanField, CharField, IntegerField, TextField
from playhouse.fields import EnumField

from webapp.models.base import JSONText, Versioned
from webapp.values import time_zones
from webapp.vocabulary import TerritoryKind
from webapp.vocabulary.participation_duties import Duty


class Entity(Versioned):
    """The one entity that this installation serves; a single row."""

    name = CharField()
    tax_number = CharField(default="")
    address = CharField(default="")
    phone = CharField(default="")
    email = CharField(default="")
    office_hours = CharField(default="")
    filing_prefix = CharField(max_length=10)
    timezone = CharField(default="America/Bogota")
    privacy_notice = TextField(default="")
    privacy_version = CharField(default="1")
    retention_months = IntegerField(default=24)
    requires_second_factor = BooleanField(default=False)
    tracking_key = CharField(max_length=64)
    participation_links = JSONText(default=dict)

    @classmethod
    def current(cls) -> Self:
        """The row that the first migration made."""
        return cls.get()

    @property
    def zone(self) -> ZoneInfo:
        """Its time zone."""
        return time_zones.zone(self.timezone)

    def link_for(self, duty: Duty) -> str:
        """The address outside this site where it meets a duty of participation; empty if none."""
        return str(self.participation_links.get(duty.value, ""))


class CatalogueEntry(Versioned):
    """A name that staff may add, rename or retire; rows in use stay."""

    name = CharField(unique=True)
    position = IntegerField(default=0)
    active = BooleanField(default=True)

    @classmethod
    def offered(cls) -> list[Self]:
        """Those that forms offer today, in their order."""
        return list(cls.select().where(cls.active).order_by(cls.position, cls.name))


class Area(CatalogueEntry):
    """A *dependencia* of the entity."""


class ValueGroup(CatalogueEntry):
    """A *grupo de valor*. Sensitive ones never appear beside a single observation (R14)."""

    sensitive = BooleanField(default=False)

    @classmethod
    def public(cls) -> list[Self]:
        """Those whose figures may be published (R14), retired ones included."""
        return list(cls.select().where(~cls.sensitive).order_by(cls.position, cls.name))


class Territory(CatalogueEntry):
    """A comuna or corregimiento."""

    kind = EnumField(TerritoryKind, default=TerritoryKind.COMUNA, max_length=20)

    @classmethod
    def public(cls) -> list[Self]:
        """All of them, retired ones included."""
        return list(cls.select().order_by(cls.position, cls.name))
