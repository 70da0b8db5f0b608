"""The mail server misbehaves, or the sender is killed: nothing lost, nothing sent twice."""

import os
import shutil
import signal
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from flask import Flask

from tests.cast import WHILE_OPEN, Cast, a_cast, an_announced_plan, filed, later
from tests.ports import free_port
from tests.post_office import PostOffice, open_post_office
from tests.processes import Command
from tests.requirements_of_machine import require
from webapp import create_app
from webapp.mailing.sending import send_due
from webapp.mailing.worker import Worker
from webapp.models import Comment, Notice, Plan
from webapp.storage.db import db
from webapp.vocabulary import NoticeReason, NoticeState
from webapp.web.security import limiter
from webapp.workflow import notice_delivery

pytestmark = pytest.mark.slow

BASE_URL = "https://consultas.concejo.example"
PATIENCE = 60
"""Seconds for what comes at once on a quiet machine."""
Send = Callable[..., dict[NoticeState, int]]


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with open_post_office() as office:
        yield office


@pytest.fixture
def app(sqlite_url: str, office: PostOffice) -> Iterator[Flask]:
    app = create_app(
        database_url=sqlite_url, secret_key="only for tests: it is long enough",
        mail_url=office.url, base_url=BASE_URL,
    )  # fmt: skip
    app.testing = True
    with db.connection_context():
        yield app
    limiter.reset()


@pytest.fixture
def cast(app: Flask) -> Cast:
    return a_cast()


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return an_announced_plan(cast)


@pytest.fixture
def send(app: Flask) -> Send:
    """Send what is due, some minutes after the observations came."""

    def send(**after: float) -> dict[NoticeState, int]:
        with app.app_context():
            return dict(send_due(now=lambda: later(WHILE_OPEN, **after)))

    return send


def a_receipt_for(plan: Plan, *addresses: str) -> list[Comment]:
    """An observation of each, with a receipt in the outbox."""
    return [filed(plan, f"De {each}.", email=each, consent=True).comment for each in addresses]


def only() -> Notice:
    return Notice.get()


def states() -> list[NoticeState]:
    return [notice.state for notice in Notice.select().order_by(Notice.id)]


def test_every_notice_goes_out_once_however_often_the_outbox_is_emptied(office, plan, send):
    a_receipt_for(plan, "pepa@example.com", "luis@example.com")
    assert send() == {NoticeState.SENT: 2}
    assert send(hours=1) == {}
    assert office.addresses == ["pepa@example.com", "luis@example.com"]
    assert [notice.code for notice in Notice.select()] == ["", ""]


def test_a_server_that_is_down_costs_nothing_but_time(office, app, plan, send):
    a_receipt_for(plan, "pepa@example.com", "luis@example.com")
    up = app.config["MAIL_URL"]
    app.config["MAIL_URL"] = f"smtp://127.0.0.1:{free_port()}?from=avisos@concejo.example"
    assert send() == {NoticeState.RETRYING: 1}, "the others need not be tried on a dead server"
    assert Notice.select().where(Notice.reason == NoticeReason.UNREACHABLE).count() == 1

    app.config["MAIL_URL"] = up
    assert send(minutes=2) == {NoticeState.SENT: 2}
    assert sorted(office.addresses) == ["luis@example.com", "pepa@example.com"]


def test_a_server_that_does_not_reply_is_left_and_asked_again(office, app, plan, send):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "slow"
    app.config["MAIL_URL"] = office.url_for(patience=1)
    assert send() == {NoticeState.RETRYING: 1}
    assert (only().reason, office.taken) == (NoticeReason.UNREACHABLE, [])

    office.mood = "well"
    office.let_go.set()
    app.config["MAIL_URL"] = office.url
    assert send(minutes=2) == {NoticeState.SENT: 1}
    assert office.addresses == ["pepa@example.com"]


def test_one_address_that_is_refused_does_not_hold_the_others(office, plan, send):
    a_receipt_for(plan, "nadie@example.com", "pepa@example.com")
    office.mood, office.against = "refusing", "nadie@example.com"
    assert send() == {NoticeState.GIVEN_UP: 1, NoticeState.SENT: 1}
    refused = only()
    assert (refused.reason, refused.reply) == (NoticeReason.ADDRESS_REFUSED, "550 5.1.1")
    assert send(days=30) == {}
    assert office.addresses == ["pepa@example.com"]


def test_what_is_put_off_is_tried_again_later_and_later_and_given_up_after_days(office, plan, send):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "deferring"
    pauses, at = [], WHILE_OPEN
    while only().state is not NoticeState.GIVEN_UP:
        send(seconds=(at - WHILE_OPEN).total_seconds())
        due = only().due_at or at
        pauses.append(due - at)
        at = due
    assert pauses[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert max(pauses) == timedelta(hours=4)
    assert at - WHILE_OPEN >= timedelta(days=4)
    assert only().reply == "451 4.3.0"


def test_what_is_refused_for_now_after_the_dot_is_sent_once_there_is_room(office, plan, send):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "full"
    assert send() == {NoticeState.RETRYING: 1}
    office.mood = "well"
    assert send(minutes=2) == {NoticeState.SENT: 1}
    assert office.addresses == ["pepa@example.com"]


def test_a_connection_dropped_before_the_end_of_the_message_is_no_delivery(office, plan, app):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "hanging up"

    def now() -> datetime:
        """The moment; asked for right before the last dot, once the server has left."""
        if office.heard:
            assert office.reached.wait(PATIENCE)
        return WHILE_OPEN

    with app.app_context():
        assert dict(send_due(now=now)) == {NoticeState.RETRYING: 1}
    assert (only().reason, office.taken) == (NoticeReason.HUNG_UP, [])

    office.mood = "well"
    with app.app_context():
        assert dict(send_due(now=lambda: later(WHILE_OPEN, minutes=2))) == {NoticeState.SENT: 1}
    assert office.addresses == ["pepa@example.com"]


def test_a_connection_lost_after_the_dot_is_a_doubt_that_only_a_person_settles(
    office, plan, cast, send
):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "silent"
    assert send() == {NoticeState.IN_DOUBT: 1}
    office.mood = "well"
    assert send(days=30) == {}
    assert office.addresses == ["pepa@example.com"], "it had arrived, and was not sent again"

    doubtful = only()
    notice_delivery.send_again(
        doubtful, attempts=doubtful.attempts, by=cast.mario_moderator, at=later(WHILE_OPEN, days=1)
    )
    assert send(days=1) == {NoticeState.SENT: 1}
    first, second = (message["Message-ID"] for _, message in office.taken)
    assert first == second, "a mailbox can tell that it is the same"


def test_a_doubt_taken_as_sent_is_never_sent(office, plan, cast, send):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "silent"
    send()
    doubtful = only()
    notice_delivery.take_as_sent(
        doubtful, attempts=doubtful.attempts, by=cast.mario_moderator, at=WHILE_OPEN
    )
    office.mood = "well"
    assert send(days=30) == {}
    assert (only().state, only().code, len(office.taken)) == (NoticeState.SENT, "", 1)


# --- who is spoken to -----------------------------------------------------------------------------


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """One that the server made for itself: it proves nothing, and encrypts."""
    key, cert = tmp_path / "key.pem", tmp_path / "cert.pem"
    openssl = shutil.which("openssl")
    require(openssl is not None, "no openssl")
    subprocess.run(
        [str(openssl), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context


def as_pepe(_server: object, _session: object, _envelope: object, _how: str, given: object):
    known = isinstance(given, LoginPassword) and given.password == b"clave"
    return AuthResult(success=known, handled=False)


def test_letters_go_encrypted_when_the_server_offers_it_and_the_password_only_then(
    app, plan, send, certificate
):
    a_receipt_for(plan, "pepa@example.com", "luis@example.com")
    rules = {"tls_context": certificate, "require_starttls": True,
             "authenticator": as_pepe, "auth_required": True}  # fmt: skip
    with open_post_office(**rules) as office:
        app.config["MAIL_URL"] = office.url.replace("//", "//pepe:otra@")
        assert send() == {NoticeState.RETRYING: 1}
        reasons = {notice.reason for notice in Notice.select()}
        assert NoticeReason.SIGN_IN_REFUSED in reasons

        app.config["MAIL_URL"] = office.url.replace("//", "//pepe:clave@")
        assert send(minutes=2) == {NoticeState.SENT: 2}
        assert len(office.taken) == 2


def test_the_thread_of_the_server_sends_by_itself_until_it_is_stopped(office, app, plan):
    a_receipt_for(plan, "pepa@example.com")
    worker = Worker(app, looks_every=0.05)
    office.mood = "holding"
    worker.start()
    assert office.reached.wait(PATIENCE)
    stopping = Thread(target=worker.stop)
    stopping.start()
    office.let_go.set()
    stopping.join(PATIENCE)
    assert not worker.is_alive()
    assert states() == [NoticeState.SENT], "the letter under way is finished first"


# --- the sender is killed -------------------------------------------------------------------------


@pytest.fixture
def sender(app: Flask, office: PostOffice, sqlite_url: str, tmp_path: Path):
    """`enmienda send-notices` as a process of its own."""
    settings = {
        "DATABASE_URL": sqlite_url, "SECRET_KEY": "only for tests: it is long enough",
        "MAIL_URL": office.url, "BASE_URL": BASE_URL,
    }  # fmt: skip

    def start() -> Command:
        environment = os.environ | {f"ENMIENDA_{name}": v for name, v in settings.items()}
        return Command("send-notices", folder=tmp_path, environment=environment)

    return start


def the_claim_runs_out() -> None:
    Notice.update(due_at=WHILE_OPEN).where(Notice.due_at.is_null(False)).execute()


def run(sender: Callable[[], Command]) -> str:
    said, errors = sender().communicate(timeout=PATIENCE)
    assert not errors
    return said


def test_killed_between_claim_and_sending_it_is_sent_by_the_next(office, plan, sender):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "slow"
    process = sender()
    assert office.reached.wait(PATIENCE)
    assert only().state is NoticeState.SENDING
    process.send_signal(signal.SIGKILL)
    process.wait()

    office.mood = "well"
    office.let_go.set()
    assert "No había avisos" in run(sender), "while the claim lasts nobody else sends it"
    the_claim_runs_out()
    assert "Enviado: 1" in run(sender)
    assert office.addresses == ["pepa@example.com"]


def test_killed_between_sending_and_noting_it_is_not_sent_again(office, plan, sender):
    a_receipt_for(plan, "pepa@example.com")
    office.mood = "holding"
    process = sender()
    assert office.reached.wait(PATIENCE)
    assert only().state is NoticeState.HANDING_OVER
    process.send_signal(signal.SIGKILL)
    process.wait()

    office.mood = "well"
    office.let_go.set()
    the_claim_runs_out()
    assert "No había avisos" in run(sender)
    assert (only().state, only().reason) == (NoticeState.IN_DOUBT, NoticeReason.NO_REPLY)
    assert office.addresses == ["pepa@example.com"]


def test_two_senders_at_once_send_each_notice_once(office, plan, sender):
    everyone = [f"persona{number}@example.com" for number in range(20)]
    a_receipt_for(plan, *everyone)
    senders = [sender(), sender()]
    for each in senders:
        _, errors = each.communicate(timeout=PATIENCE)
        assert not errors
    assert sorted(office.addresses) == sorted(everyone)
    assert set(states()) == {NoticeState.SENT}


def test_who_lost_the_claim_may_not_hand_over_nor_note_anything(plan, app):
    a_receipt_for(plan, "pepa@example.com")
    short, at = timedelta(seconds=1), WHILE_OPEN
    slow = notice_delivery.claim_next(lasts=short, at=at)
    quick = notice_delivery.claim_next(lasts=short, at=later(at, seconds=2))
    assert slow == quick
    assert not notice_delivery.hand_over(slow, lasts=short, at=at)
    notice_delivery.failed(slow, NoticeReason.UNREACHABLE, at=at)
    assert only().state is NoticeState.SENDING
    assert notice_delivery.hand_over(quick, lasts=short, at=at)
