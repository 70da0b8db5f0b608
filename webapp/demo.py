"""The sample: a plan open for observations, a few of them, and a small staff."""

import secrets
import tomllib
from datetime import datetime, timedelta
from typing import Any

from webapp.importing import read_plan
from webapp.models import Action, Entity, Plan, Staff, Territory, ValueGroup
from webapp.settings import paths
from webapp.values import time_zones
from webapp.vocabulary import AuthorKind, Channel, Kind, Role, Stance, Target
from webapp.vocabulary.messages import N_
from webapp.workflow import announcing, commenting, drafting, entity_settings, moderating, staffing
from webapp.workflow.acts import OPERATOR
from webapp.workflow.announcing import WindowDays
from webapp.workflow.commenting import Filing
from webapp.workflow.refusals import WrongState

LASTS = timedelta(days=20)
STAFF = (
    ("editora", "Elena Editora (ejemplo)", (Role.EDITOR,)),
    ("moderador", "Mario Moderador (ejemplo)", (Role.MODERATOR,)),
    ("responde", "Rosa Responde (ejemplo)", (Role.RESPONDER,)),
    ("aprueba", "Alba Aprueba (ejemplo)", (Role.APPROVER,)),
    ("audita", "Aldo Audita (ejemplo)", (Role.AUDITOR,)),
    ("admin", "Ada Administra (ejemplo)", (Role.ADMIN, Role.EDITOR)),
)
FACTS = ("title", "code", "summary", "elaborated_on", "approved_on", "approved_by", "minutes")
CHANNELS = {
    Channel.WEB: "En esta página, a cualquier hora.",
    Channel.FRONT_DESK: "Carrera 0 # 00-00, de lunes a viernes de 8:00 a. m. a 4:00 p. m.",
    Channel.PHONE: "Línea 602 000 0000, en el mismo horario.",
}


def fill(*, at: datetime) -> dict[str, tuple[list[str], str]]:
    """Fill an empty database; give roles and password by e-mail. Raises WrongState if not empty."""
    if Staff.select().exists() or Plan.select().exists():
        raise WrongState(N_("The database is not empty."))
    passwords = _hire(at)
    _introduce_the_entity(at)
    plan = _announce(at)
    for sample in _read("comments.toml")["comment"]:
        _file(plan, sample, at)
    return passwords


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((paths.content() / "samples" / name).read_text(encoding="utf-8"))


def _hire(at: datetime) -> dict[str, tuple[list[str], str]]:
    passwords = {}
    for account, name, roles in STAFF:
        email, password = f"{account}@concejo.example", secrets.token_urlsafe(12)
        staffing.add_staff(
            email=email, name=name, roles=roles, password=password, by=OPERATOR, at=at
        )
        passwords[email] = [role.value for role in roles], password
    return passwords


def _introduce_the_entity(at: datetime) -> None:
    entity, facts = Entity.current(), _read("plan.toml")
    particulars = entity_settings.Particulars(
        name=facts["entity_name"],
        tax_number=facts["tax_number"],
        address="Carrera 0 # 00-00, Cartago, Valle del Cauca",
        phone="602 000 0000",
        email="participacion@concejo.example",
        office_hours="De lunes a viernes, de 8:00 a. m. a 4:00 p. m.",
        filing_prefix=entity.filing_prefix,
        timezone=entity.timezone,
        privacy_notice=entity.privacy_notice,
        retention_months=entity.retention_months,
    )
    entity_settings.update_entity(entity, particulars, version=entity.version, by=OPERATOR, at=at)


def _announce(at: datetime) -> Plan:
    facts, table = _read("plan.toml"), paths.content() / "samples" / "plan.csv"
    reading = read_plan(table.name, table.read_bytes())
    plan = drafting.import_plan(
        reading.outline, slug=facts["slug"], title=facts["title"], by=OPERATOR, at=at
    )
    edition = plan.editions.get()
    drafting.edit_facts(
        edition,
        drafting.Facts(**{name: facts[name] for name in FACTS}),
        version=edition.version,
        by=OPERATOR,
        at=at,
    )
    drafting.attach(
        plan,
        title="El plan en una tabla",
        filename="plan.csv",
        media_type="text/csv",
        content=table.read_bytes(),
        by=OPERATOR,
        at=at,
    )
    today = time_zones.to_local(at, Entity.current().zone).date()
    consultation = announcing.set_window(
        plan, WindowDays(first_day=today, last_day=today + LASTS), by=OPERATOR, at=at
    )
    announcing.set_channels(consultation, CHANNELS, by=OPERATOR, at=at)
    announcing.announce(plan, by=OPERATOR, at=at, accept_findings=True)
    return plan.fresh()


def _file(plan: Plan, sample: dict[str, Any], at: datetime) -> None:
    filing = Filing(
        body=sample["body"].strip(),
        proposed_text=sample.get("proposed_text", "").strip(),
        kind=Kind(sample["kind"]),
        stance=Stance(sample["stance"]),
        target=Target(sample["target"]),
        author_kind=AuthorKind(sample["author_kind"]),
        name=sample.get("name", ""),
        organisation=sample.get("organisation", ""),
        phone=sample.get("phone", ""),
        value_group=ValueGroup.get_or_none(ValueGroup.name == sample.get("value_group")),
        territory=Territory.get_or_none(Territory.name == sample.get("territory")),
        publish_name=sample.get("publish_name", False),
        publish_group=sample.get("publish_group", False),
        publish_territory=sample.get("publish_territory", False),
        consent="name" in sample or "organisation" in sample,
    )
    action = Action.get_or_none(Action.plan == plan, Action.code == sample.get("code"))
    receipt = commenting.file(filing, plan=plan, action=action, submission_id="", at=at)
    if sample["publication"] == "shown":
        moderator = Staff.get(Staff.email == "moderador@concejo.example")
        moderating.show(receipt.comment, version=1, by=moderator, at=at)
