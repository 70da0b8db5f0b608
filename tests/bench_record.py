"""Figures of the public record for the README: downloads and pages with very many observations.

`python -m tests.bench_record` takes 1,000 and 100,000; `--most 1000000` a million too. Each thing
is measured in a process of its own, after a small one has warmed it up; prints a Markdown table.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from tests.cast import MONDAY, a_cast, an_announced_plan, filed, shown
from tests.queries import listened
from webapp import create_app
from webapp.models import Comment, Plan, Staff
from webapp.storage.db import db, rows, transaction
from webapp.workflow import tallying
from webapp.workflow.upgrading import upgrade

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 100_000, 1_000_000)
OF_THE_REPORT = 5_000
CASE_FILE_UP_TO = 100_000
BIG, SMALL = "plan-grande", "plan-de-prueba"
FILES = ("observaciones.csv", "observaciones.json", "observaciones.xlsx", "expediente.zip")
PAGES = ("observaciones", "resultados")
TIMES = 9
KILOBYTE = 1024


def main() -> None:
    """Measure and print; or, with `--measure`, be the process that does it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--most", type=int, default=100_000, help="the largest size")
    asked.add_argument("--measure", nargs=2, metavar=("DATABASE", "ADDRESS"))
    given = asked.parse_args()
    if given.measure:
        print(json.dumps(measure(*given.measure)))
        return
    print("| what | observations | time | memory added (peak) |\n|---|---|---|---|")
    for size in SIZES:
        if size <= given.most:
            with a_record(size) as database:
                of_a_record(database, size)
    with a_record(OF_THE_REPORT) as database:
        line("report, PDF", OF_THE_REPORT, apart(database, f"/planes/{BIG}/informe.pdf"))


def of_a_record(database: Path, size: int) -> None:
    """Print the lines of one size."""
    for name in FILES:
        if name != "expediente.zip" or size <= CASE_FILE_UP_TO:
            line(name, size, apart(database, f"/planes/{BIG}/{name}"))
    for name in PAGES:
        line(f"page “{name}”", size, apart(database, f"/planes/{BIG}/{name}"))


class a_record:
    """A database with a plan of so many observations, beside a small one."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.folder = Path(tempfile.mkdtemp())

    def __enter__(self) -> Path:
        path = self.folder / "enmienda.sqlite3"
        application(path)
        with db.connection_context():
            upgrade(at=MONDAY)
            cast = a_cast()
            shown(filed(an_announced_plan(cast, SMALL)).comment, cast)
            fill(an_announced_plan(cast, BIG), self.size)
        db.close()
        return path

    def __exit__(self, *_error: object) -> None:
        shutil.rmtree(self.folder)


def application(database: Path) -> Flask:
    """The program on a database."""
    return create_app(
        database_url=f"sqlite:///{database}", secret_key="only to measure: it is long enough"
    )


def fill(plan: Plan, count: int) -> None:
    """Many observations, every second one answered, late ones among them: rows, not acts."""
    round_ = plan.announced_round
    actions = [each.id for each in plan.actions]
    model = Comment.select().dicts().first()
    names = [name for name in model if name != "id"]
    fixed = {
        **{f'"{column(name)}"': f'"{column(name)}"' for name in names},
        '"filing_number"': "'CMC-2026-' || printf('%07d', n.i)",
        '"submission_digest"': "printf('%064x', n.i)",
        '"tracking_digest"': "printf('%064x', n.i)",
        '"plan_id"': str(plan.id),
        '"consultation_id"': str(round_.id),
        '"edition_id"': str(round_.edition_id),
        '"action_id"': f"{actions[0]} + n.i % {len(actions)}",
        '"late"': "n.i % 20 = 0",
        '"kind"': "CASE n.i % 3 WHEN 0 THEN 'support' WHEN 1 THEN 'proposal' END",
        '"received_at"': "datetime('2026-03-03 06:00:00', '+' || (n.i % 350) || ' hours')",
        '"public_body"': "'Observación número ' || n.i || '. ' || "
        "substr(replace(hex(zeroblob(120)), '00', 'palabra '), 1, 200 + n.i % 500)",
    }
    first = Comment.select().order_by(Comment.id.desc()).first().id
    person = Staff.get().id
    counting = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
    with transaction():
        rows(
            f"{counting} INSERT INTO comment ({', '.join(fixed)}) "
            f"SELECT {', '.join(fixed.values())} FROM n, comment WHERE comment.id = {first}"
        )
        rows(
            "INSERT INTO answer (version, comment_id, decision, text, reason, cites, "
            "responsible_area, state, drafters, drafted_by_id, drafted_at, published_at, "
            "return_note) SELECT 1, id, 'not_incorporated', 'Gracias por escribir. ' || "
            "substr(public_body, 1, 200), "
            "'No alcanza el presupuesto, y se estudia para el otro año.', '', 'Planeación', "
            f"'published', '[]', {person}, '2026-03-20 14:00:00', '2026-03-20 14:00:00', '' "
            f"FROM comment WHERE plan_id = {plan.id} AND id % 2 = 0"
        )
        late = count // 20
        Plan.update(
            comments_total=count - late, comments_late=late, answers_published=count // 2
        ).where(Plan.id == plan.id).execute()
    tallying.recount()
    rows("ANALYZE")


def column(name: str) -> str:
    """The column of a field."""
    return Comment._meta.fields[name].column_name


def apart(database: Path, address: str) -> dict[str, Any]:
    """What a process of its own measures."""
    measured = subprocess.run(
        [sys.executable, "-m", "tests.bench_record", "--measure", str(database), address],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(measured.stdout)


def measure(database: str, address: str) -> dict[str, Any]:
    """Seconds, bytes and added memory of an address; of a page, the queries too."""
    app = application(Path(database))
    client = app.test_client()

    def get(asked: str) -> int:
        response = client.get(asked, buffered=False)
        if response.status_code != 200:
            return 0
        size = sum(map(len, response.iter_encoded()))
        response.close()
        return size

    get(address.replace(BIG, SMALL))
    before = forget_peak()
    start = time.perf_counter()
    with listened() if is_page(address) else nothing() as heard:
        size = get(address)
    seconds = time.perf_counter() - start
    queries = len(heard)
    if is_page(address) and size:
        seconds = statistics.median(timed(lambda: get(address)) for _ in range(TIMES))
    return {
        "seconds": seconds,
        "size": size,
        "queries": queries,
        "added": held("VmHWM") - before,
        "apart": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTE,
    }


def is_page(address: str) -> bool:
    """Whether it is a page, and not a file."""
    return "." not in address.rpartition("/")[2]


class nothing:
    """Nobody listens to the queries of a file: there are very many."""

    def __enter__(self) -> list[str]:
        return []

    def __exit__(self, *_error: object) -> None:
        """Nothing to undo."""


def forget_peak() -> float:
    """Begin to note the peak of memory anew; give what is held now, in MB. What the system keeps
    of a process by itself (`ru_maxrss`) begins with what the one that started it had."""
    Path("/proc/self/clear_refs").write_text("5")
    return held("VmRSS")


def held(what: str) -> float:
    """Memory of this process in MB: held now (`VmRSS`), or at most (`VmHWM`)."""
    status = Path("/proc/self/status").read_text()
    return int(status.split(f"{what}:")[1].split()[0]) / KILOBYTE


def timed(act: Callable[[], object]) -> float:
    """Seconds of an act."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def line(what: str, count: int, measured: dict[str, Any]) -> None:
    """A line of the table."""
    print(f"| {' | '.join(cells(what, count, measured))} |", flush=True)


def cells(what: str, count: int, measured: dict[str, Any]) -> Iterator[str]:
    """What a line says."""
    yield what
    yield f"{count:,}"
    if not measured["size"]:
        yield from ("not there", "")
        return
    size = measured["size"] / KILOBYTE**2
    if measured["queries"]:
        yield f"{1000 * measured['seconds']:.0f} ms, {measured['queries']} queries"
    else:
        yield f"{measured['seconds']:.1f} s, {size:.1f} MB"
    apart = measured["apart"]
    yield f"{measured['added']:.0f} MB" + (f", typesetter {apart:.0f} MB" if apart else "")


if __name__ == "__main__":
    main()
