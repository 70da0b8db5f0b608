"""Figures of the desk for the README: a plan with 3,000 observations, in one process on SQLite.

Run it with `make bench`. Prints the rows of a Markdown table; nothing here is asserted.
"""

import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from flask import Flask

from tests.cast import (
    MONDAY,
    Cast,
    a_cast,
    a_draft,
    later,
)
from tests.visitor import Visitor
from webapp import create_app
from webapp.models import Action, Area, Comment, Entity, Handling, Plan
from webapp.storage.db import db, transaction
from webapp.values import clock, time_zones
from webapp.vocabulary import Channel, Kind, Publication, Role
from webapp.workflow import announcing
from webapp.workflow.announcing import WindowDays
from webapp.workflow.upgrading import upgrade

OBSERVATIONS = 3_000
CAMPAIGNS = 10
EACH = 100
TIMES = 5
SAMPLE = Path(__file__).parents[1] / "content" / "samples" / "plan.csv"


def main() -> None:
    """Make the plan, measure and print."""
    folder = Path(tempfile.mkdtemp())
    try:
        app = create_app(
            database_url=f"sqlite:///{folder / 'enmienda.sqlite3'}",
            secret_key="only to measure: it is long enough",
        )
        with db.connection_context():
            upgrade(at=MONDAY)
            measure(app)
    finally:
        shutil.rmtree(folder)


def measure(app: Flask) -> None:
    """Print the seconds of what staff do most."""
    cast = a_cast()
    plan = a_plan(cast)
    person = Visitor(app.test_client()).signed_in(cast.rosa_responder)
    listing = f"/gestion/planes/{plan.slug}/observaciones"
    first = Comment.select().where(Comment.body.startswith("Campaña 0")).get()
    row("the desk's list, first page", median(lambda: person.get(listing)))
    narrowed = f"{listing}?q=plaza&respuesta=sin&orden=due"
    row("the list by words, state and due date", median(lambda: person.get(narrowed)))
    alike = f"/gestion/observaciones/{first.filing_number}/parecidas"
    row("suggestions on one observation", median(lambda: person.get(alike)))
    answering = f"/gestion/planes/{plan.slug}/lotes/respuesta?todas=si&q=Campaña 0"
    page = person.get(answering)
    reply = {
        "decision": "not_incorporated",
        "text": "Gracias.",
        "reason": "No hay presupuesto. Así consta en el acta de la mesa directiva.",
    }
    sent = {**page.form(), **reply, "then": "submit"}
    done, seconds = timed(lambda: person.post(answering, sent))
    row(f"a bulk answer to {sent['listed'].count(':')}", seconds)
    address = done.response.location or ""
    form = person.get(address).form()
    _, seconds = timed(lambda: person.post(f"{address}/reversion", form))
    row("its undo", seconds)


def a_plan(cast: Cast) -> Plan:
    """An open plan with its observations: rows, not acts."""
    Staff = type(cast.rosa_responder)
    Staff.update(role_names=[Role.RESPONDER, Role.MODERATOR]).where(
        Staff.id == cast.rosa_responder.id
    ).execute()
    today = time_zones.to_local(clock.now(), Entity.current().zone).date()
    window = WindowDays(first_day=today + timedelta(days=1), last_day=today + timedelta(days=15))
    at = clock.now()
    plan = a_draft(cast, window=window, at=at)
    announcing.announce(plan, by=cast.elena_editor, at=at, accept_findings=True)
    plan = plan.fresh()
    consultation = plan.announced_round
    type(consultation).update(opens_at=later(at, hours=-1)).where(
        type(consultation).id == consultation.id
    ).execute()
    fill(plan)
    return plan


def fill(plan: Plan) -> None:
    """Ten campaigns of a hundred near-equal texts, and as many unlike ones as are missing."""
    actions = [each.id for each in Action.select().where(Action.plan == plan)]
    areas = [each.id for each in Area.select()] or [None]
    edition, consultation = plan.published_editions[-1], plan.announced_round
    received = clock.now()
    rows = [
        {
            "filing_number": f"CMC-2026-{number:06d}",
            "plan": plan.id,
            "consultation": consultation.id,
            "edition": edition.id,
            "action": actions[number % len(actions)],
            "channel": Channel.WEB,
            "received_at": received,
            "filed_at": received,
            "body": text,
            "kind": Kind.PROPOSAL,
            "content_digest": "0" * 64,
            "content_salt": "0" * 32,
            "submission_digest": sha256(f"form {number}".encode()).hexdigest(),
            "tracking_digest": sha256(f"code {number}".encode()).hexdigest(),
            "publication": Publication.SHOWN,
            "public_body": text,
        }
        for number, text in enumerate(texts(), start=1)
    ]
    with transaction():
        for start in range(0, len(rows), 500):
            Comment.insert_many(rows[start : start + 500]).execute()
        handled = [
            {
                "comment": comment.id,
                "area": areas[comment.id % len(areas)],
                "due_on": received.date() + timedelta(days=comment.id % 20),
                "changed_at": MONDAY,
            }
            for comment in Comment.select(Comment.id)
        ]
        for start in range(0, len(handled), 500):
            Handling.insert_many(handled[start : start + 500]).execute()
        Plan.update(comments_total=OBSERVATIONS).where(Plan.id == plan.id).execute()


def texts() -> list[str]:
    """What people wrote; those of a campaign differ by a word or two."""
    chance = random.Random(900)
    words = SAMPLE.read_text(encoding="utf-8").replace(";", " ").split()
    written = []
    for campaign in range(CAMPAIGNS):
        base = chance.choices(words, k=50)
        for each in range(EACH):
            own = [*base]
            own[each % 50] = chance.choice(words)
            written.append(f"Campaña {campaign}: " + " ".join(own))
    while len(written) < OBSERVATIONS:
        written.append(" ".join([*chance.choices(words, k=chance.randint(15, 120)), "plaza"]))
    return written


def timed(act: Callable[[], object]) -> tuple[object, float]:
    """What an act gives, and its seconds."""
    start = time.perf_counter()
    outcome = act()
    return outcome, time.perf_counter() - start


def median(act: Callable[[], object]) -> float:
    """The middle of several times."""
    return statistics.median(timed(act)[1] for _ in range(TIMES))


def row(what: str, seconds: float) -> None:
    """One line of the table."""
    print(f"| {what}, {OBSERVATIONS:,} observations | {seconds:.2f} s |")


if __name__ == "__main__":
    main()
