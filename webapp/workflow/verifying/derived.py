"""What is kept beside the rows for the sake of speed: totals and the search index."""

from collections.abc import Iterator

from webapp.workflow import indexing, tallying
from webapp.workflow.verifying.findings import Checked, Fault


def totals() -> Iterator[Checked]:
    """Every tally, main point and counter, each what the rows say."""
    for name, wrong in tallying.compared():
        yield Checked("totals", name, [Fault(wrong.message, **wrong.params)] if wrong else [])


def search() -> Iterator[Checked]:
    """Every entry of the index, each what the public may read; a fault for each batch."""
    for name, wrong in indexing.compared():
        yield Checked("search", name, [Fault(wrong.message, **wrong.params)] if wrong else [])
