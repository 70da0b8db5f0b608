"""Settings: environment variables with the prefix `ENMIENDA_`, checked before anything starts."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile
from urllib.parse import SplitResult, urlsplit

from webapp.settings import private_files
from webapp.settings.mail_server import BadMailServer, MailServer
from webapp.values import time_zones

PREFIX = "ENMIENDA_"
SHORTEST_SECRET = 32
"""Characters: fewer could be guessed, and whoever guesses it signs in as anyone."""

_WHOLE_NUMBER = re.compile("[0-9]{1,2}")


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
        if self.base_url and _parts("BASE_URL", self.base_url).scheme not in ("http", "https"):
            raise BadSettings(f"{PREFIX}BASE_URL must begin with http:// or https://")
        if self.trusted_proxies and not _WHOLE_NUMBER.fullmatch(self.trusted_proxies):
            raise BadSettings(f"{PREFIX}TRUSTED_PROXIES must be a number of proxies")
        if self.mail_url:
            try:
                MailServer.read(self.mail_url)
            except BadMailServer as bad:
                raise BadSettings(f"{PREFIX}MAIL_URL {bad}") from None
        self._check_database()
        self._check_rate_limits()
        if self.secret_key and len(self.secret_key) < SHORTEST_SECRET:
            raise BadSettings(f"{PREFIX}SECRET_KEY must have {SHORTEST_SECRET} characters or more")
        try:
            time_zones.zone(self.timezone or "America/Bogota")
        except time_zones.UnknownZone as unknown:
            raise BadSettings(f"{PREFIX}TIMEZONE: {unknown}") from None

    def _check_database(self) -> None:
        address = _parts("DATABASE_URL", self.database_url)
        postgresql = address.scheme in ("postgresql", "postgres")
        if self.database_url and not (
            self.database_url.startswith("sqlite:///") or (postgresql and address.path.strip("/"))
        ):
            raise BadSettings(
                f"{PREFIX}DATABASE_URL must be sqlite:///path or postgresql://user@host/name"
            )
        if postgresql and not self.secret_key:
            raise BadSettings(f"{PREFIX}SECRET_KEY is required with PostgreSQL")

    def _check_rate_limits(self) -> None:
        if not self.rate_limit_url:
            return
        if _parts("RATE_LIMIT_URL", self.rate_limit_url).scheme not in ("redis", "rediss"):
            raise BadSettings(f"{PREFIX}RATE_LIMIT_URL must be redis://host:port")
        if find_spec("redis") is None:
            raise BadSettings(f"{PREFIX}RATE_LIMIT_URL needs the package `enmienda[redis]`")

    def database_in(self, instance: Path) -> str:
        """The database's address: the one set, or a SQLite file in the instance folder."""
        return self.database_url or f"sqlite:///{instance / 'enmienda.sqlite3'}"

    def secret_in(self, instance: Path) -> str:
        """The secret key: the one set, or one made once and kept in the instance folder."""
        return self.secret_key or _secret_in_file(instance / "secret_key")


def _parts(name: str, url: str) -> SplitResult:
    """An address in its parts. Raises BadSettings when it has none, or an impossible port."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise BadSettings(f"{PREFIX}{name}: {error}") from None
    return parts


def _secret_in_file(path: Path) -> str:
    """The secret in a file; made, whole or not at all, where there is none."""
    private_files.make_folder(path.parent)
    if not path.exists():
        with NamedTemporaryFile("w", dir=path.parent) as file:  # private from its first byte
            file.write(secrets.token_hex(SHORTEST_SECRET))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    secret = path.read_text(encoding="utf-8", errors="replace").strip()
    if len(secret) < SHORTEST_SECRET:
        raise BadSettings(f"{path} must hold {SHORTEST_SECRET} characters or more")
    return secret
