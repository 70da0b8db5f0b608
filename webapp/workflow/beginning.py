"""The first entry of the log: how the entity, its catalogues and accounts stood before any act."""

import hashlib
from datetime import datetime
from typing import Any

from webapp.models import Area, Entity, Event, Staff, Table, Territory, ValueGroup
from webapp.models.event import name_of
from webapp.vocabulary.verbs import Verb
from webapp.workflow.acts import record

CATALOGUES: tuple[type[Table], ...] = (Area, ValueGroup, Territory)
_UNSAID = {"id", "version", "position", "tracking_key"}


def is_noted() -> bool:
    """Whether the log has that entry."""
    return Event.select().where(Event.verb == Verb.RECORD_BEGUN).exists()


def note(*, at: datetime) -> None:
    """Note how they stand now. Part of a larger act; in a database of before, which had none, it
    stands after the acts that are in its log."""
    entity = Entity.current()
    record(
        Verb.RECORD_BEGUN,
        entity,
        by=None,
        at=at,
        entity=stand(entity),
        tracking_key=key_digest(entity),
        catalogues={name_of(row): stand(row) for table in CATALOGUES for row in table.select()},
        accounts={name_of(person): office(person) for person in Staff.select()},
    )


def stand(row: Table) -> dict[str, Any]:
    """What the log notes of a row of the entity or of its catalogues; the order is no content."""
    return {name: value for name, value in row.__data__.items() if name not in _UNSAID}


def office(person: Staff) -> dict[str, Any]:
    """What an account may do."""
    return {"roles": person.role_names, "area": person.area_id, "active": person.active}


def key_digest(entity: Entity) -> str:
    """The digest of the key that tracking codes are made with: it is of 32 random bytes, so that
    its digest tells nothing."""
    return hashlib.sha256(entity.tracking_key.encode()).hexdigest()
