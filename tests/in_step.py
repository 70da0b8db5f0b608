"""Whether what is derived from the rows, tallies and search entries, is what they say."""

from collections.abc import Iterator

from webapp.workflow.refusals import Refused


def in_step(compared: Iterator[tuple[str, Refused | None]]) -> int:
    """How many derived rows are right, once all are. Raises what is wrong with the first that is
    not."""
    count = 0
    for _, wrong in compared:
        if wrong:
            raise wrong
        count += 1
    return count
