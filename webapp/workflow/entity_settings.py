"""The entity's own settings and catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from webapp.models import Consultation, Entity
from webapp.models.entity import CatalogueEntry
from webapp.text.visible import is_blank
from webapp.values import time_zones
from webapp.values.addresses import is_deliverable, is_of_the_web
from webapp.vocabulary import Role
from webapp.vocabulary.messages import N_
from webapp.vocabulary.participation_duties import Duty
from webapp.vocabulary.verbs import Verb
from webapp.workflow import covered_words
from webapp.workflow.acts import Actor, act, claim, record
from webapp.workflow.refusals import Invalid

LONGEST_PREFIX = 10
NO_ADDRESS = N_("Write the whole address, beginning with https://.")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What the entity says of itself."""

    name: str
    tax_number: str
    address: str
    phone: str
    email: str
    office_hours: str
    filing_prefix: str
    timezone: str
    privacy_notice: str
    retention_months: int

    def check(self) -> None:
        """Raise Invalid unless it can be kept."""
        faults = {}
        if is_blank(self.name):
            faults["name"] = N_("Write the name of the entity.")
        if not (self.filing_prefix.isascii() and self.filing_prefix.isalnum()):
            faults["filing_prefix"] = N_("Use only letters without accents and numbers.")
        elif len(self.filing_prefix) > LONGEST_PREFIX:
            faults["filing_prefix"] = N_("The prefix can have up to 10 letters and numbers.")
        try:
            time_zones.zone(self.timezone)
        except time_zones.UnknownZone:
            faults["timezone"] = N_("There is no such time zone.")
        if self.email and not is_deliverable(self.email):
            faults["email"] = N_("Write an e-mail address like name@example.com.")
        if self.retention_months < 1:
            faults["retention_months"] = N_("Contact data is kept for at least one month.")
        if faults:
            raise Invalid(**faults)


def update_entity(
    entity: Entity, particulars: Particulars, *, version: int, by: Actor, at: datetime
) -> None:
    """Change what the entity says of itself. A new privacy notice gets a new version number, so
    that each consent names the one its author saw."""
    particulars.check()
    with act(by, Role.ADMIN):
        claim(entity, version)
        values = vars(particulars) | {"filing_prefix": particulars.filing_prefix.upper()}
        stored = entity.fresh()
        if particulars.timezone != stored.timezone and Consultation.any_stands(at):
            raise Invalid(
                timezone=N_(
                    "A consultation is announced or open, and its days were promised in this time "
                    "zone. Change it once all have closed."
                )
            )
        if particulars.privacy_notice != stored.privacy_notice:
            values["privacy_version"] = str(int(stored.privacy_version) + 1)
        before = {name: getattr(stored, name) for name in values}
        _refuse_covered(before, values)
        Entity.update(**values).where(Entity.id == entity.id).execute()
        record(Verb.ENTITY_UPDATED, entity, by=by, at=at, before=before, after=values)


def set_participation_links(
    entity: Entity, links: Mapping[Duty, str], *, version: int, by: Actor, at: datetime
) -> None:
    """Say where, outside this site, the entity meets its duties of participation.

    Raises Invalid, under the name of the duty in lower case, for what is no address of the web.
    """
    faults = {
        each.name.lower(): NO_ADDRESS
        for each, url in links.items()
        if url and not is_of_the_web(url)
    }
    if faults:
        raise Invalid(**faults)
    with act(by, Role.ADMIN):
        claim(entity, version)
        before = entity.fresh().participation_links
        after = {each.value: url for each, url in links.items() if url}
        former = {each.name.lower(): before.get(each.value) for each in links}
        _refuse_covered(former, {each.name.lower(): url for each, url in links.items()})
        Entity.update(participation_links=after).where(Entity.id == entity.id).execute()
        record(Verb.ENTITY_LINKS_SET, entity, by=by, at=at, before=before, after=after)


def save_entry(
    catalogue: type[CatalogueEntry],
    values: Mapping[str, object],
    *,
    entry: CatalogueEntry | None = None,
    version: int | None = None,
    by: Actor,
    at: datetime,
) -> CatalogueEntry:
    """Add an entry to a catalogue, or change one: rename, retire, bring back, flag.

    `version` is the one of the entry that was changed. Raises Invalid, StaleCopy (R12).
    """
    name = str(values.get("name", "")).strip()
    if is_blank(name):
        raise Invalid(name=N_("Write the name."))
    with act(by, Role.ADMIN):
        twin = catalogue.get_or_none(catalogue.name == name)
        if twin and (entry is None or twin.id != entry.id):
            raise Invalid(name=N_("That name is already in the list."))
        before = None
        if entry is None:
            entry = catalogue(position=catalogue.select().count() + 1)
        else:
            claim(entry, version or 0)
            entry = entry.fresh()
            before = dict(entry.__data__)
        _refuse_covered(before or {}, {**values, "name": name})
        for field, value in {**values, "name": name}.items():
            setattr(entry, field, value)
        entry.save()
        record(Verb.CATALOGUE_SAVED, entry, by=by, at=at, before=before, after=dict(entry.__data__))
        return entry


def _refuse_covered(before: Mapping[str, object], after: Mapping[str, object]) -> None:
    """What the entity says anew, in whatever plan it is read, says nothing that was covered."""
    anew = {name: value for name, value in after.items() if value != before.get(name)}
    covered_words.refuse_covered(None, **anew)


def move_entry(entry: CatalogueEntry, *, up: bool, by: Actor, at: datetime) -> None:
    """Put an entry of a catalogue one place higher or lower; at the end it stays where it is."""
    catalogue = type(entry)
    with act(by, Role.ADMIN):
        ordered = list(catalogue.select().order_by(catalogue.position, catalogue.name))
        place = ordered.index(entry)
        other = place - 1 if up else place + 1
        if not 0 <= other < len(ordered):
            return
        ordered[place], ordered[other] = ordered[other], ordered[place]
        for position, each in enumerate(ordered, start=1):
            catalogue.update(position=position).where(catalogue.id == each.id).execute()
        record(Verb.CATALOGUE_MOVED, entry, by=by, at=at, before=place + 1, after=other + 1)
