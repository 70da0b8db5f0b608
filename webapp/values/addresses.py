"""Addresses that people type: of mailboxes, as mail servers take them, and of the web."""

from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

LONGEST_URL = 500
_GMAIL = ("gmail.com", "googlemail.com")
"""One service under two names, which ignores the dots in an address."""
_NEVER_IN_A_URL = frozenset(' \t\n<>"')


class BadAddress(ValueError):
    """The text is not an e-mail address."""


def deliverable(address: str) -> str:
    """An e-mail address with its domain in ASCII. Raises BadAddress."""
    try:
        valid = validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        raise BadAddress from None
    return valid.ascii_email or f"{valid.local_part}@{valid.ascii_domain}"


def is_deliverable(address: str) -> bool:
    """Whether something is one e-mail address."""
    try:
        deliverable(address)
    except BadAddress:
        return False
    return True


def mailbox(address: str) -> str:
    """The spelling that all variants of an address share that lead to the same mailbox."""
    local, _, host = address.casefold().rpartition("@")
    local = local.partition("+")[0]
    if host in _GMAIL:
        return f"{local.replace('.', '')}@{_GMAIL[0]}"
    return f"{local}@{host}"


def is_of_the_web(url: str) -> bool:
    """Whether something is a whole address that a browser opens."""
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("https", "http") and bool(parts.hostname)
    except ValueError:
        return False
    return is_whole and len(url) <= LONGEST_URL and not _NEVER_IN_A_URL & set(url)
