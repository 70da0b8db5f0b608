"""Speaking SMTP (RFC 5321) phase by phase, so that it is known what the mail server has.

Until the line with a single dot the server must not deliver; after it, only its reply tells.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Self

from webapp.settings.mail_server import MailServer
from webapp.vocabulary import NoticeReason

REPLIES = 15
"""Replies that the server gives, at most, before it is given the end of a letter."""
LAST_REPLY = 5
"""How many times the patience for a reply the last one gets: servers look into the letter."""
_DOT_FIRST = re.compile(rb"^\.", re.MULTILINE)
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
_POLICY = re.compile(r"^53\d|\b5\.7\.")
_DONE, _GO_ON, _GOING_AWAY = 250, 354, 421
_TAKEN = (250, 251, 252)


class NotSent(Exception):
    """The mail server has nothing, or said that it takes nothing: it cannot arrive.

    `reply` is the number it said, without its words: they may name the address.
    """

    def __init__(self, reason: NoticeReason, reply: str = "") -> None:
        super().__init__(reason)
        self.reason, self.reply = reason, reply


class ServerFails(NotSent):
    """It would fail for every letter now: the server, not this letter."""


class PutOff(NotSent):
    """The server wants this letter later."""


class RefusedForGood(NotSent):
    """The server will never take this letter, or not for this address."""


class LostHold(Exception):
    """Someone else holds the letter since: it must not be sent from here."""


class InDoubt(Exception):
    """The server had the whole letter and did not say whether it takes it."""


class Courier:
    """One connection to the mail server, opened for the first letter. Use it as a context."""

    def __init__(self, server: MailServer, *, name: str) -> None:
        self.server, self.name = server, name
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._smtp is None:
            return
        try:
            self._smtp.quit()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def deliver(
        self, letter: bytes, *, sender: str, recipient: str, hand_over: Callable[[], bool]
    ) -> None:
        """Give the server one letter, its lines ended by CR LF.

        `hand_over` is asked right before the server has it all; when it says no, LostHold is
        raised and nothing arrives. Raises NotSent (ServerFails, PutOff, Refused) or InDoubt.
        """
        smtp = self._ready()
        try:
            self._introduce(smtp, sender, recipient)
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            raise ServerFails(NoticeReason.UNREACHABLE) from None
        try:
            smtp.send(_DOT_FIRST.sub(b"..", letter))
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            raise ServerFails(NoticeReason.HUNG_UP) from None
        if not hand_over():
            self._hang_up()
            raise LostHold
        self._finish(smtp)

    # --- the connection ---------------------------------------------------------------------------

    def _ready(self) -> smtplib.SMTP:
        """The connection at the start of a letter; a new one when the server left the old one."""
        if self._smtp:
            try:
                if self._smtp.rset()[0] == _DONE:
                    return self._smtp
            except (smtplib.SMTPException, OSError):
                pass
            self._hang_up()
        return self._connected()

    def _connected(self) -> smtplib.SMTP:
        server = self.server
        try:
            if server.encrypted:
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host,
                    server.port,
                    local_hostname=self.name,
                    timeout=server.patience,
                    context=ssl.create_default_context(),
                )
            else:
                smtp = smtplib.SMTP(
                    server.host, server.port, local_hostname=self.name, timeout=server.patience
                )
            self._smtp = smtp
            smtp.ehlo_or_helo_if_needed()
            if not server.encrypted and smtp.has_extn("starttls"):
                smtp.starttls(context=self._trust())
                smtp.ehlo()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise ServerFails(NoticeReason.UNREACHABLE, _number_of(error)) from None
        if server.user:
            self._sign_in(smtp)
        return smtp

    def _trust(self) -> ssl.SSLContext:
        """Whom to encrypt to: with a password to lose only who proves to be the server.

        Without one any encryption is better than none, as between mail servers.
        """
        context = ssl.create_default_context()
        if not self.server.user or self.server.is_here:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        if not isinstance(smtp.sock, ssl.SSLSocket) and not self.server.is_here:
            self._hang_up()
            raise ServerFails(NoticeReason.NO_ENCRYPTION)
        try:
            smtp.login(self.server.user, self.server.password)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise ServerFails(NoticeReason.SIGN_IN_REFUSED, _number_of(error)) from None

    def _hang_up(self) -> None:
        """Leave without a word: what was not ended by its dot is not delivered."""
        if self._smtp:
            self._smtp.close()
        self._smtp = None

    # --- one letter --- --------------------------------------------------------------------------

    def _introduce(self, smtp: smtplib.SMTP, sender: str, recipient: str) -> None:
        """All that comes before the letter itself; refused here, nothing of it was given."""
        options = []
        if not recipient.isascii():
            if not smtp.has_extn("smtputf8"):
                raise RefusedForGood(NoticeReason.ADDRESS_REFUSED)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, words = smtp.mail(sender, options)
        if code != _DONE:
            reason = NoticeReason.PUT_OFF if _is_for_now(code) else NoticeReason.SENDER_REFUSED
            self._hang_up()
            raise ServerFails(reason, _number(code, words))
        code, words = smtp.rcpt(recipient)
        if code not in _TAKEN:
            raise self._no(NoticeReason.ADDRESS_REFUSED, code, words)
        smtp.putcmd("data")
        code, words = smtp.getreply()
        if code != _GO_ON:
            raise self._no(NoticeReason.MESSAGE_REFUSED, code, words)

    def _finish(self, smtp: smtplib.SMTP) -> None:
        """The dot that ends the letter, and what the server says to it."""
        if _hung_up(smtp):
            self._hang_up()
            raise ServerFails(NoticeReason.HUNG_UP)
        try:
            smtp.send(b".\r\n")
        except (smtplib.SMTPException, OSError):
            self._hang_up()
            raise ServerFails(NoticeReason.HUNG_UP) from None
        try:
            _be_patient(smtp, self.server.patience * LAST_REPLY)
            code, words = smtp.getreply()
            _be_patient(smtp, self.server.patience)
        except (smtplib.SMTPException, OSError):
            code, words = -1, b""
        if code in _TAKEN:
            return
        if not 400 <= code < 600:
            self._hang_up()
            raise InDoubt
        raise self._no(NoticeReason.MESSAGE_REFUSED, code, words)

    def _no(self, reason: NoticeReason, code: int, words: bytes) -> NotSent:
        """What a refusal means: of this letter for now or for good, or of all of them."""
        number = _number(code, words)
        if code == _GOING_AWAY or not 400 <= code < 600:
            self._hang_up()
            return ServerFails(NoticeReason.PUT_OFF, number)
        if _is_for_now(code):
            return PutOff(NoticeReason.PUT_OFF, number)
        # "You may not relay" and the like: the server's settings, which somebody may mend.
        return PutOff(reason, number) if _POLICY.search(number) else RefusedForGood(reason, number)


def _is_for_now(code: int) -> bool:
    return 400 <= code < 500


def _number(code: int, words: bytes) -> str:
    """`550 5.1.1`: the numbers of a reply, and nothing else of it."""
    enhanced = _ENHANCED.match(words)
    return f"{code} {enhanced[0].decode()}" if enhanced else str(code)


def _number_of(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        return _number(error.smtp_code, words if isinstance(words, bytes) else b"")
    return ""


def _be_patient(smtp: smtplib.SMTP, seconds: float) -> None:
    if smtp.sock:
        smtp.sock.settimeout(seconds)


def _hung_up(smtp: smtplib.SMTP) -> bool:
    """Whether the server left, or spoke out of turn, before the letter was ended."""
    sock = smtp.sock
    if sock is None:
        return True
    waits = sock.gettimeout()
    sock.settimeout(0)
    try:
        sock.recv(1)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    finally:
        sock.settimeout(waits)
    return True
