"""The mail server that notices go to: `smtp://user:password@host:port?from=address`."""

from dataclasses import dataclass
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from webapp.values.addresses import BadAddress, deliverable

PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PATIENCE = 60.0
"""Seconds that the mail server has for each of its replies."""


class BadMailServer(ValueError):
    """The address cannot be used; the message is one clear line."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Its address, how to connect to it, and the sender of the letters."""

    host: str
    port: int
    encrypted: bool = False
    user: str = ""
    password: str = ""
    sender: str = ""
    patience: float = PATIENCE

    @classmethod
    def read(cls, url: str) -> Self:
        """The server of an address; `smtps` is encrypted from the first byte. Raises
        BadMailServer."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS:
            raise BadMailServer("must begin with smtp:// or smtps://")
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        sender, patience = options.pop("from", ""), options.pop("timeout", str(PATIENCE))
        try:
            port = parts.port
            if sender:
                sender = deliverable(sender)
            seconds = float(patience)
        except BadAddress:
            raise BadMailServer("has a from= that is not an e-mail address") from None
        except ValueError:
            raise BadMailServer("has a port or a timeout that is not a number") from None
        if not parts.hostname or options or parts.path not in ("", "/") or not 0 < seconds <= 600:
            raise BadMailServer("must read smtp://user:password@host:port?from=address")
        return cls(
            host=parts.hostname,
            port=port or PORTS[parts.scheme],
            encrypted=parts.scheme == "smtps",
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=sender,
            patience=seconds,
        )

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine: nobody listens in between."""
        return self.host in LOOPBACK
