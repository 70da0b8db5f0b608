"""Personal data shown to the person they are of, on a screen that others may see (R13)."""


def masked(text: str) -> str:
    """The first letter of each word: enough for its owner to recognise it."""
    return " ".join(f"{part[0]}•••" for part in text.split())


def masked_email(address: str) -> str:
    """The first letters of the mailbox and of its host, and the last label of the host."""
    box, _, host = address.partition("@")
    place, _, top = host.rpartition(".")
    return f"{box[:1]}•••@{place[:1]}•••.{top}" if address else ""


def masked_phone(phone: str) -> str:
    """The last two digits."""
    return f"•••{phone[-2:]}" if phone else ""
