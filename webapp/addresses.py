"""E-mail addresses as mail servers take them."""

from email_validator import EmailNotValidError, validate_email


class BadAddress(ValueError):
    """What was given as an e-mail address is none."""


def deliverable(address: str) -> str:
    """An address with its domain in ASCII. Raises BadAddress."""
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
