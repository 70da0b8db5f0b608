"""The thread of the server that sends what is due: it looks often, and cheaply."""

from threading import Event, Thread

from flask import Flask

from webapp.mailing.readiness import is_ready
from webapp.mailing.sending import send_due
from webapp.models import Notice
from webapp.storage.db import db
from webapp.values import clock
from webapp.vocabulary import NoticeState
from webapp.workflow import reminding

LOOKS_EVERY = 5.0
"""Seconds between two looks at the outbox."""
CLOCK_EVERY = 12
"""Looks between two readings of what is due by the clock."""
LONGEST_REST = 600.0
"""Seconds of rest, at most, after the mail server failed: it doubles each time."""
LAST_LETTER = 30.0
"""Seconds that the letter under way has when the server stops."""


class Worker(Thread):
    """Sends notices until it is stopped. Several may run: each notice is claimed."""

    def __init__(self, app: Flask, *, looks_every: float = LOOKS_EVERY) -> None:
        super().__init__(name="notices", daemon=True)
        self.app, self.looks_every = app, looks_every
        self._rest = looks_every
        self._looks = 0
        self._over = Event()

    def run(self) -> None:
        """Look, send, rest."""
        while not self._over.wait(self._rest):
            try:
                with self.app.app_context():
                    db.connect(reuse_if_open=True)
                    self._look()
            except Exception as error:  # the outbox must be looked at again, whatever happened
                self.app.logger.error("Notices: %s", type(error).__name__)
                self._rest_longer()

    def stop(self) -> None:
        """End after the letter under way."""
        self._over.set()
        self.join(LAST_LETTER)

    def _look(self) -> None:
        self._looks += 1
        at = clock.now()
        if self._looks % CLOCK_EVERY == 1:
            reminding.put_what_is_due(at=at)
        if not Notice.due(at).exists() or not is_ready():
            self._rest = self.looks_every
            return
        outcomes = send_due(over=self._over.is_set)
        if set(outcomes) == {NoticeState.RETRYING}:
            self._rest_longer()
        else:
            self._rest = self.looks_every

    def _rest_longer(self) -> None:
        self._rest = min(self._rest * 2, LONGEST_REST)
