"""Settings: environment variables with the prefix `ENMIENDA_`, checked before anything starts."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from urllib.parse import urlsplit

from webapp import terms
from webapp.mail_server import BadMailServer, MailServer

PREFIX = "ENMIENDA_"


class BadSettings(ValueError):
    """A setting is unknown or ill-formed; the message is one clear line."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What whoever installs the program may choose. Empty means the default."""

    database_url: str = ""
    secret_key: str = ""
    base_url: str = ""
    timezone: str = ""
    mail_url: str = ""
    trusted_proxies: str = ""
    rate_limit_url: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str], **given: str) -> "Settings":
        """The settings of an environment, those given by name first. Raises BadSettings."""
        known = {field.name for field in fields(cls)}
        values: dict[str, str] = {}
        for variable, value in environment.items():
            if variable.startswith(PREFIX):
                name = variable.removeprefix(PREFIX).lower()
                if name not in known:
                    raise BadSettings(f"{variable} is not a setting of this program")
                values[name] = value.strip()
        settings = cls(**(values | given))
        settings.check()
        return settings

    def check(self) -> None:
        """Raise BadSettings for the first value that cannot be used."""
        if self.base_url and urlsplit(self.base_url).scheme not in ("http", "https"):
            raise BadSettings(f"{PREFIX}BASE_URL must begin with http:// or https://")
        if self.trusted_proxies and not self.trusted_proxies.isdigit():
            raise BadSettings(f"{PREFIX}TRUSTED_PROXIES must be a number of proxies")
        if self.mail_url:
            try:
                MailServer.read(self.mail_url)
            except BadMailServer as bad:
                raise BadSettings(f"{PREFIX}MAIL_URL {bad}") from None
        if self.database_url and not self.database_url.startswith(("sqlite:///", "postgres")):
            raise BadSettings(f"{PREFIX}DATABASE_URL must be sqlite:///path or postgresql://...")
        if self.database_url.startswith("postgres") and not self.secret_key:
            raise BadSettings(f"{PREFIX}SECRET_KEY is required with PostgreSQL")
        try:
            terms.zone(self.timezone or "America/Bogota")
        except terms.UnknownZone as unknown:
            raise BadSettings(f"{PREFIX}TIMEZONE: {unknown}") from None

    def database_in(self, instance: Path) -> str:
        """The database's address: the one set, or a SQLite file in the instance folder."""
        return self.database_url or f"sqlite:///{instance / 'enmienda.sqlite3'}"

    def secret_in(self, instance: Path) -> str:
        """The secret key: the one set, or one made once and kept in the instance folder."""
        return self.secret_key or _kept_secret(instance / "secret_key")


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(path, "x", opener=_private) as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return path.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, mode=0o600)
