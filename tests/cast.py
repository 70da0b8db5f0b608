"""A cast of people, a small plan, and the days of its consultation: tests read as their story."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST

from tests.made_once import made_once
from webapp.models import Action, Area, Comment, Edition, Entity, Plan, Staff, Wording
from webapp.storage.db import transaction
from webapp.values.plan_outline import ActionOutline, CategoryOutline, Outline, PlanFacts
from webapp.vocabulary import Channel, Role
from webapp.workflow import announcing, commenting, drafting, entity_settings, intake, moderating
from webapp.workflow.acts import record
from webapp.workflow.announcing import WindowDays
from webapp.workflow.commenting import Arrival, Filing, Receipt
from webapp.workflow.entity_settings import Particulars

PASSWORD = "una clave muy larga"
MONDAY = datetime(2026, 3, 2, 15, 0)
"""The Monday, 10 in the morning in Cartago, on which the plan is announced (naive UTC)."""
OPENS_AT = datetime(2026, 3, 3, 5, 0)
WHILE_OPEN = datetime(2026, 3, 10, 14, 0)
CLOSES_AT = datetime(2026, 3, 18, 5, 0)
"""Midnight after the last whole day, 17 March, in Bogotá."""
AFTER_CLOSE = datetime(2026, 3, 20, 14, 0)
IN_MARCH = WindowDays(first_day=date(2026, 3, 3), last_day=date(2026, 3, 17))


NAMES = (
    "Elena Editora",
    "Mario Moderador",
    "Rosa Respuesta",
    "Alba Aprueba",
    "Aldo Auditor",
    "Ada Administra",
    "Pedro Planea",
)
"""Who works in the tests; no public page names any of them."""


@dataclass(frozen=True)
class Cast:
    """The staff of a small council."""

    elena_editor: Staff
    mario_moderator: Staff
    rosa_responder: Staff
    alba_approver: Staff
    aldo_auditor: Staff
    ada_admin: Staff


@cache
def hash_of_the_password() -> str:
    """Hashed once, and cheap to check: signing in would take most of the time of the desk's tests.

    A hash carries its own cost; the program's own is what it gives to passwords it is told.
    """
    return PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD)


@made_once
def a_cast() -> Cast:
    """Six people, one role each, who share a password."""

    def hired(name: str, role: Role) -> Staff:
        return an_account(name, role)

    return Cast(
        elena_editor=hired("Elena Editora", Role.EDITOR),
        mario_moderator=hired("Mario Moderador", Role.MODERATOR),
        rosa_responder=hired("Rosa Respuesta", Role.RESPONDER),
        alba_approver=hired("Alba Aprueba", Role.APPROVER),
        aldo_auditor=hired("Aldo Auditor", Role.AUDITOR),
        ada_admin=hired("Ada Administra", Role.ADMIN),
    )


def a_responder_of(area: str, name: str = "Pedro Planea") -> Staff:
    """One more person, who drafts answers for an area."""
    return an_account(name, Role.RESPONDER, area=Area.get(Area.name == area))


def an_account(name: str, *roles: Role, area: Area | None = None) -> Staff:
    """Somebody with some roles and the password of the cast."""
    with transaction():
        staff = Staff.create(
            email=f"{name.split()[0].lower()}@concejo.example",
            name=name,
            role_names=sorted(roles),
            area=area,
            password_hash=hash_of_the_password(),
            created_at=MONDAY,
        )
        record("staff.added", staff, by=None, at=MONDAY, roles=sorted(roles), area=staff.area_id)
    return staff


def the_entity_has(*, by: Staff, at: datetime, **particulars: str) -> None:
    """Have the administrator write something of the entity that it does not say yet."""
    entity = Entity.current()
    held = {name: getattr(entity, name) for name in Particulars.__dataclass_fields__}
    if held | particulars != held:
        wanted = Particulars(**held | particulars)
        entity_settings.update_entity(entity, wanted, version=entity.version, by=by, at=at)


def an_outline() -> Outline:
    """Two categories, three actions and a continuation."""
    return Outline(
        facts=PlanFacts(title="Plan de prueba", code="PC.PL.900"),
        categories=(
            CategoryOutline(
                number=1,
                title="Escuchar",
                actions=(
                    ActionOutline(
                        code="1.1",
                        activity="Abrir canales para oír a la gente.",
                        improvement="Construir dos mecanismos de recolección.",
                        term_months=3,
                        efficacy_check="Revisar el registro.",
                        responsible_area="Secretaría General",
                    ),
                    ActionOutline(
                        code="1.2",
                        activity="Divulgar el plan.",
                        improvement="Publicar el plan en la página.",
                        term_months=2,
                        efficacy_check="Contar los avisos.",
                        responsible_area="Comunicaciones",
                    ),
                ),
            ),
            CategoryOutline(
                number=2,
                title="Responder",
                actions=(
                    ActionOutline(
                        code="2.1",
                        activity="Responder cada observación.",
                        improvement="Publicar las respuestas.",
                        term_months=5,
                        efficacy_check="Medir los tiempos.",
                        responsible_area="Planeación",
                    ),
                    ActionOutline(
                        code="2.1.1", activity="Los reportes quedan públicos.", continues="2.1"
                    ),
                ),
            ),
        ),
    )


@made_once
def a_draft(
    cast: Cast,
    slug: str = "plan-de-prueba",
    *,
    outline: Outline | None = None,
    window: WindowDays = IN_MARCH,
    at: datetime = MONDAY,
) -> Plan:
    """A plan in preparation with all that its announcement needs."""
    by = cast.elena_editor
    outline = outline or an_outline()
    plan = drafting.import_plan(outline, slug=slug, title="Plan de prueba", by=by, at=at)
    drafting.edit_facts(
        plan.editions.get(),
        drafting.Facts(title="Plan de prueba", code="PC.PL.900", summary="Un plan corto."),
        version=1,
        by=by,
        at=at,
    )
    drafting.attach(
        plan,
        title="Diagnóstico",
        filename="diagnostico.pdf",
        media_type="application/pdf",
        content=b"%PDF-1.4 de prueba",
        by=by,
        at=at,
    )
    consultation = announcing.set_window(plan, window, by=by, at=at)
    announcing.set_channels(
        consultation, {Channel.WEB: "", Channel.FRONT_DESK: "Carrera 1 # 2-3"}, by=by, at=at
    )
    the_entity_has(by=cast.ada_admin, at=at, email="concejo@concejo.example")
    return plan.fresh()


@made_once
def an_announced_plan(
    cast: Cast,
    slug: str = "plan-de-prueba",
    *,
    outline: Outline | None = None,
    window: WindowDays = IN_MARCH,
    at: datetime = MONDAY,
) -> Plan:
    """A plan whose window, unless said otherwise, is 3 to 17 March 2026, both whole days."""
    plan = a_draft(cast, slug, outline=outline, window=window, at=at)
    announcing.announce(plan, by=cast.elena_editor, at=at, accept_findings=True)
    return plan.fresh()


def filed(
    plan: Plan,
    body: str = "Pongan un buzón en la plaza.",
    *,
    code: str | None = "1.1",
    at: datetime = WHILE_OPEN,
    form: str = "",
    **filing: Any,
) -> Receipt:
    """A citizen's observation, on action 1.1 unless said otherwise."""
    action = plan.actions.where(Action.code == code).get() if code else None
    return commenting.file(
        Filing(body=body, **filing), plan=plan, action=action, submission_id=form, at=at
    )


def received(
    filing: Filing,
    *,
    plan: Plan,
    action: Action | None,
    submission_id: str = "",
    channel: Channel,
    received_at: datetime,
    by: Staff,
    at: datetime,
) -> Receipt:
    """An observation that staff received off line and filed later."""
    arrival = Arrival(
        filing=filing,
        action=action,
        channel=channel,
        received_at=received_at,
        submission_id=submission_id,
    )
    return intake.receive(arrival, plan=plan, by=by, at=at)


def shown(comment: Comment, cast: Cast, at: datetime = WHILE_OPEN) -> Comment:
    """The observation, moderated and shown as it came."""
    return moderating.show(comment, version=comment.version, by=cast.mario_moderator, at=at)


def wording(plan: Plan, code: str) -> Wording:
    """The wording of an action in the edition being written, or the newest one."""
    edition = plan.editions.order_by(Edition.number.desc()).get()
    found = plan.actions.where(Action.code == code).get().wording_in(edition)
    assert found, f"action {code} is not in edition {edition.number}"
    return found


def later(at: datetime, **much: float) -> datetime:
    """A moment after."""
    return at + timedelta(**much)


BLANK_TEXTS = {
    "nothing": "",
    "spaces": "  \t\n\u00a0\u2003",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "left-to-right mark": "\u200e",
    "filler of Hangul": "\u3164",
    "empty Braille": "\u2800",
    "variation selector": "\ufe0f",
    "accent alone": "\u0301",
    "spacing accent": "\u00b4",
    "full stop": ".",
    "ellipsis": "…",
    "hyphen": "-",
    "many of them": " .\u200b\u200b… -\n\u2060\u3164" * 9,
}
"""Texts that say nothing, by what they are made of (R7)."""


def written_out(characters: int) -> str:
    """A text of so many characters that can be seen, and as many that cannot beside each."""
    return " \u200b\u2060".join("ñ" * characters)
