"""The rules of every request and answer: sizes, tokens, headers, caches, limits."""

from collections.abc import Iterable
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address
from pathlib import Path
from traceback import format_tb
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, abort, g, request
from flask.logging import default_handler
from flask_limiter import Limiter
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError
from peewee import DatabaseError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response
from werkzeug.wsgi import get_path_info

from webapp.settings.config import Settings
from webapp.storage.db import only_read
from webapp.values import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LARGEST_PUBLIC_POST = 2 * 1024 * 1024
LARGEST_DESK_POST = 12 * 1024 * 1024
LARGEST_SEALED = LARGEST_DESK_POST - 100_000
"""Characters of what a preview of many rows keeps in its form, so that it fits in one request."""
LARGE_FORMS = ("desk.intake_files.confirm",)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Of an address only the site: some hold a tracking code or a name, and logs keep referrers.
    # Forms over https need that much.
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

NOT_OURS = "Esta no es la dirección de este sitio.\n"

LARGEST_NUMBER = 2**31 - 1
"""What an integer of the database holds on both engines."""

# How old a page may be whose form is still taken: one left open overnight must not lose its text.
# Whoever signed in is out much sooner: their session ends on the server.
FORM_STAYS_GOOD = timedelta(days=31)


REDIS_OPTIONS: dict[str, Any] = {"socket_connect_timeout": 1, "socket_timeout": 1}
"""Seconds: a store of limits that is slow must not make the site so."""


class Number(IntegerConverter):
    """A number in an address: one that no row can have leads nowhere."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


class DiscreetFlask(Flask):
    """Logs a fault by the rule of its address: the address itself may hold a tracking code."""

    def wsgi_app(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer, unless the request is for another site: then plainly, for without a host of
        ours no page can say where anything is."""
        try:
            self.create_url_adapter(self.request_class(environ))
        except HTTPException:
            self.logger.warning("Refused for its host: %s", self._kind_of(environ))
            return Response(NOT_OURS, 400, mimetype="text/plain")(environ, start_response)
        return super().wsgi_app(environ, start_response)

    def _kind_of(self, environ: "WSGIEnvironment") -> str:
        """The method, and the rule of the address."""
        method, path = environ["REQUEST_METHOD"], get_path_info(environ)
        try:
            rule, _ = self.url_map.bind("").match(path, method, return_rule=True)
        except HTTPException:
            return f"{method} an unknown address"
        return f"{method} {rule.rule}"

    def log_exception(self, exc_info: Any) -> None:
        """Say where it failed, and how; a fault of the database not in its own words: PostgreSQL
        quotes the row (R13)."""
        what = f"Exception on {request.url_rule} [{request.method}]"
        if not isinstance(exc_info[1], DatabaseError):
            self.logger.error("%s", what, exc_info=exc_info)
            return
        where = "".join(format_tb(exc_info[2]))
        self.logger.error("%s: %s\n%s", what, exc_info[0].__name__, where)


def network() -> str:
    """Whom limits count: an IPv4 address; of IPv6 the /64, which one subscriber has whole."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), 64), strict=False))


class FormProtection(CSRFProtect):
    """Lets nothing be written without a good token. A form of this site whose token is missing or
    stale still reaches its view, which gives it back with all that was typed and a fresh token;
    one that another site sent does not."""

    def protect(self, apply_exemptions: bool = False) -> None:
        """Find out whether the form came from a page of this site."""
        try:
            super().protect(apply_exemptions)
        except CSRFError:
            if not _is_from_here():
                raise
            only_read()


def _is_from_here() -> bool:
    """Whether a form says that a page of this site sent it; of older browsers, by its origin."""
    site, origin = (request.headers.get(each) for each in ("Sec-Fetch-Site", "Origin"))
    if site:
        return site == "same-origin"
    return not origin or urlsplit(origin).netloc == request.host


csrf = FormProtection()
limiter = Limiter(network, headers_enabled=True)


def configure(app: Flask, settings: Settings, instance: Path) -> None:
    """Hold the application to these rules."""
    base = urlsplit(settings.base_url)
    app.config.update(
        SECRET_KEY=settings.secret_in(instance),
        BASE_URL=settings.base_url.rstrip("/"),
        SESSION_COOKIE_NAME="enmienda",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=base.scheme == "https",
        PERMANENT_SESSION_LIFETIME=FORM_STAYS_GOOD,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_FORM_MEMORY_SIZE=LARGEST_PUBLIC_POST,
        MAX_FORM_PARTS=500,
        COMPRESS_ALGORITHM_STREAMING=["zstd", "br", "gzip", "deflate"],
        RATELIMIT_STORAGE_URI=settings.rate_limit_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS=REDIS_OPTIONS if settings.rate_limit_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=True,
        RATELIMIT_STRATEGY="moving-window",
        MAIL_URL=settings.mail_url,
        TIMEZONE=settings.timezone,
    )
    if base.hostname:
        app.config["TRUSTED_HOSTS"] = [base.hostname, "localhost", "127.0.0.1"]
    app.url_map.converters["int"] = Number
    app.before_request(_begin)  # first: looking for the token already reads the form
    csrf.init_app(app)
    limiter.init_app(app)
    limiter.logger.addHandler(default_handler)  # it says when the store of limits is out of reach
    app.after_request(_harden)


def _begin() -> None:
    g.now = clock.now()
    on_desk = request.path.startswith("/gestion/")
    request.max_content_length = LARGEST_DESK_POST if on_desk else LARGEST_PUBLIC_POST
    if request.endpoint in LARGE_FORMS:
        request.max_form_memory_size = LARGEST_DESK_POST
    if "\0" in request.path:  # PostgreSQL refuses to be asked for it
        abort(404)


def _harden(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if urlsplit(request.url).scheme == "https":
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        _cache(response)
    return response


def _cache(response: Response) -> None:
    """Public pages may be cached and are revalidated; whatever holds a token or a person is not
    stored."""
    if "Cache-Control" in response.headers:
        return
    private = "csrf_token" in g or request.method not in ("GET", "HEAD")
    if private or response.status_code != 200 or request.path.startswith("/gestion"):
        response.headers["Cache-Control"] = "no-store"
        return
    response.headers["Cache-Control"] = "no-cache"
    if not response.is_streamed:
        response.add_etag(weak=True)
        response.make_conditional(request)
