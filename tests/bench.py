"""Figures for the README: the real server on a fresh folder. Run it with `make bench`.

Prints a Markdown table. Nothing here is asserted: shapes (queries, bytes) are, in the tests.
"""

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from webapp.models import Action, Comment, Plan
from webapp.storage.db import db, open_database, transaction
from webapp.values import clock
from webapp.workflow import commenting
from webapp.workflow.commenting import Filing

ROOT = Path(__file__).parent.parent
TIMES = 40
MANY = 10_000


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        seconds("migrate", home)
        print("| what | figure |\n|---|---|")
        print(f"| `enmienda migrate` on a current database | {seconds('migrate', home):.1f} s |")
        seconds("demo", home)
        with serving(home) as (port, started, process):
            print(f"| start to first answer | {started:.1f} s |")
            pages(port, "6 observations")
            print(f"| memory of the server at rest (PSS) | {memory(process):.0f} MB |")
            print(f"| filings per second, 16 threads | {filings(home):.0f} |")
            fill(home, MANY)
            pages(port, f"{MANY:,} observations")
            print(f"| memory after all this (PSS) | {memory(process):.0f} MB |")


def environment() -> dict[str, str]:
    """Ours, with the checkout on the path."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def seconds(command: str, home: Path) -> float:
    """How long a command takes."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "webapp.cli", command],
        cwd=home,
        env=environment(),
        check=True,
        capture_output=True,
    )
    return time.perf_counter() - start


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, float, int]]:
    """The server running: its port, the seconds until it answered, its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "webapp.cli", "serve", "--port", str(port)],
        cwd=home,
        env=environment(),
    )
    try:
        while not answers(port):
            time.sleep(0.05)
        yield port, time.perf_counter() - start, server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


def answers(port: int) -> bool:
    """Whether the server is up."""
    try:
        return fetch(port, "/salud")[0] == 200
    except OSError:
        return False


def fetch(port: int, address: str) -> tuple[int, int, float]:
    """Status, bytes on the wire and milliseconds of one request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    start = time.perf_counter()
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    body = answer.read()
    elapsed = (time.perf_counter() - start) * 1000
    connection.close()
    return answer.status, len(body), elapsed


def pages(port: int, record: str) -> None:
    """Median milliseconds and bytes of the pages that citizens open most."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/")
    found = re.search(rb'href="(/planes/[^"/]+)"', connection.getresponse().read())
    plan = found.group(1).decode() if found else "/"
    for name, address in (
        ("home", "/"),
        ("plan", plan),
        ("action", f"{plan}/acciones/4.2"),
        ("form", f"{plan}/acciones/4.2/observaciones/nueva"),
        ("register", f"{plan}/observaciones"),
    ):
        measured = [fetch(port, address) for _ in range(TIMES)]
        median = statistics.median(ms for _, _, ms in measured)
        size = measured[0][1] / 1024
        print(f"| {name}, {record} | {median:.0f} ms, {size:.1f} KB |")


def memory(process: int) -> float:
    """Proportional set size of the server and its workers, in MB."""
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    total = 0
    for each in [str(process), *listed.stdout.split()]:
        rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        total += int(rollup.split("Pss:")[1].split()[0])
    return total / 1024


def filings(home: Path, count: int = 400) -> float:
    """Observations filed per second by 16 threads, each one durable before it is acknowledged."""
    db.initialize(open_database(f"sqlite:///{home / 'instance' / 'enmienda.sqlite3'}"))

    def file(number: int) -> None:
        with db.connection_context():
            plan = Plan.get()
            commenting.file(
                Filing(body=f"Observación de medida número {number}."),
                plan=plan,
                action=Action.get(Action.plan == plan, Action.code == "4.2"),
                submission_id="",
                at=clock.now(),
            )

    start = time.perf_counter()
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(file, range(count)))
    return count / (time.perf_counter() - start)


def fill(home: Path, count: int) -> None:
    """Many shown observations, copied from the first one: rows, not acts."""
    with db.connection_context(), transaction():
        model = Comment.select().dicts().first()
        del model["id"]
        rows = [
            model
            | {
                "filing_number": f"X-{number:08d}",
                "submission_digest": f"{number:064x}",
                "tracking_digest": f"{number:064x}",
            }
            for number in range(count)
        ]
        for start in range(0, count, 500):
            Comment.insert_many(rows[start : start + 500]).execute()


if __name__ == "__main__":
    main()
