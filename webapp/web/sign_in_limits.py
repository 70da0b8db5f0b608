"""What slows down whoever guesses the passwords and codes of staff, and never the account's owner.

A limit that counts an account alone would let anybody lock its owner out. So a browser from which
an account was entered before is known for it, by a signed cookie, and has a count of its own.
Strangers to the account share theirs: by account and network, by network, and by account over all
networks. When strangers must wait, the owner enters from a known browser; with a new one, by a link
to set the password, which makes that browser known too.
"""

import hmac
import secrets
from hashlib import sha256

from flask import current_app, g, request
from flask_limiter import RateLimitExceeded
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from webapp.web.security import limiter, network

COOKIE = "enmienda_known"
KNOWN_FOR = 180 * 24 * 60 * 60
"""Seconds."""
ACCOUNTS_OF_A_BROWSER = 5


def count_a_password(email: str) -> None:
    """Count a password that is about to be tried. Raises RateLimitExceeded."""
    g.account = _account(email)
    _count_an_attempt()
    if not _is_known():
        _count_a_stranger()


def count_a_code(email: str, sign_in: str) -> None:
    """Count a second factor that is about to be tried. Raises RateLimitExceeded."""
    g.account, g.sign_in = _account(email), sha256(sign_in.encode()).hexdigest()
    _count_a_code_of_sign_in()
    if _is_known():
        _count_a_code_of_known()
    else:
        _count_a_code()


def is_news(what: str, email: str) -> bool:
    """Whether this kind of event was not yet logged of an account within the hour."""
    g.news = f"{what} {_account(email)}"
    try:
        _count_news()
    except RateLimitExceeded:
        return False
    return True


def remember(response: Response, email: str) -> Response:
    """Make this browser known for an account that it has just entered."""
    browser, accounts = _known()
    others = [each for each in accounts if each != _account(email)]
    known = [_account(email), *others][:ACCOUNTS_OF_A_BROWSER]
    response.set_cookie(
        COOKIE,
        _signer().dumps([browser or secrets.token_hex(8), known]),
        max_age=KNOWN_FOR,
        path="/gestion",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _account(email: str) -> str:
    """Of an address only a digest is kept, under the server's key: whoever reads the store of
    limits confirms no guess (R13), and whoever types megabytes takes no memory."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"account:{email.lower()}".encode(), "sha256").hex()[:32]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")


def _known() -> tuple[str, list[str]]:
    """This browser, and the accounts that it is known for."""
    try:
        browser, accounts = _signer().loads(request.cookies.get(COOKIE, ""), max_age=KNOWN_FOR)
    except BadData:
        return "", []
    return browser, accounts


def _is_known() -> bool:
    return g.account in _known()[1]


def _whose() -> str:
    """An account, as tried from one known browser or from one network."""
    return f"{_known()[0] if _is_known() else network()} {g.account}"


def _at_account() -> str:
    return str(g.account)


@limiter.shared_limit("8 per 15 minutes", scope="passwords", key_func=_whose)
def _count_an_attempt() -> None:
    """By account and known browser, or account and network."""


@limiter.shared_limit("60 per minute; 100 per hour", scope="passwords of strangers")
@limiter.shared_limit("50 per hour", scope="passwords at an account", key_func=_at_account)
def _count_a_stranger() -> None:
    """By network whatever the account, and by account whatever the network."""


@limiter.shared_limit("1 per hour", scope="news", key_func=lambda: g.news)
def _count_news() -> None:
    """By kind and account, so that no guesser fills the log."""


@limiter.shared_limit("5 per 15 minutes", scope="codes of a sign-in", key_func=lambda: g.sign_in)
def _count_a_code_of_sign_in() -> None:
    """By sign-in: whoever has the password must give it again."""


@limiter.shared_limit("30 per hour", scope="codes of known browsers", key_func=_whose)
def _count_a_code_of_known() -> None:
    """By account and known browser."""


@limiter.shared_limit("30 per day", scope="codes", key_func=_at_account)
def _count_a_code() -> None:
    """By account whatever the network: one of a million codes is right, three at a time."""
