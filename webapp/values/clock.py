"""The one clock. Views read it once per request and hand it down (R5)."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, naive UTC (R20)."""
    return datetime.now(UTC).replace(tzinfo=None)


def instant(at: datetime) -> str:
    """A stored instant (naive UTC) in ISO 8601 with its offset."""
    return f"{at.isoformat(timespec='microseconds')}+00:00"
