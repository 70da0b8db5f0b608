"""`make worlds`: many worlds at random on either engine; prints worlds, steps, seconds, and the
seed of each fault, with which it is lived again."""

import argparse
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from tests import postgres
from tests.conftest import LONG_BEFORE
from tests.random_worlds.machine import Machine, run
from webapp.storage.db import db, open_database
from webapp.workflow import upgrading

BATCH = 15
"""Worlds that are made from one seed."""

Fresh, Forget = Callable[[], str], Callable[[str], None]


def main() -> int:
    options = argparse.ArgumentParser(prog="make worlds")
    options.add_argument("--worlds", type=int, default=300)
    options.add_argument("--steps", type=int, default=50)
    options.add_argument("--seed", type=int, help="live the worlds of this seed alone, and shrink")
    options.add_argument("--first", type=int, default=1, help="the seed to begin with")
    options.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    chosen = options.parse_args()
    began = time.monotonic()
    faults: list[int] = []
    batches = (
        [chosen.seed]
        if chosen.seed
        else range(chosen.first, chosen.first + -(-chosen.worlds // BATCH))
    )
    with ExitStack() as stack:
        fresh, forget = _databases(chosen.engine, stack)
        for number in batches:
            try:
                run(
                    fresh, forget, number=number, worlds=min(BATCH, chosen.worlds),
                    steps=chosen.steps, shrink=bool(chosen.seed),
                )  # fmt: skip
            except Exception as fault:
                faults.append(number)
                print(f"seed {number}: {fault!r}", *_steps(fault), sep="\n  ", flush=True)
    _tell(began, faults)
    return 1 if faults else 0


def _steps(fault: Exception) -> list[str]:
    """What was done until then, and where it was found."""
    notes = "\n".join(getattr(fault, "__notes__", ())).splitlines()
    frames = traceback.extract_tb(fault.__traceback__)
    found = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-4:]]
    return [each for each in notes if "the_rules_hold" not in each] + found


def _tell(began: float, faults: list[int]) -> None:
    for title, counted in (("done", Machine.done), ("refused", Machine.refused)):
        print(f"{title}:")
        for name, times in sorted(counted.items()):
            print(f"  {times:6} {name}")
    seconds = time.monotonic() - began
    told = f"seeds {faults}" if faults else "no fault"
    print(f"{Machine.lived} worlds, {Machine.taken} steps, {seconds:.0f} seconds, {told}")


def _databases(engine: str, stack: ExitStack) -> tuple[Fresh, Forget]:
    if engine == "postgresql":
        server = stack.enter_context(postgres.temporary_cluster())
        template = postgres.new_database(server)
        _migrate(template)
        return lambda: postgres.new_database(server, template=template), postgres.drop_database
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    numbers = count()
    _migrate(f"sqlite:///{folder}/template.db")

    def fresh() -> str:
        path = folder / f"{next(numbers)}.world"
        shutil.copy(folder / "template.db", path)
        return f"sqlite:///{path}"

    def forget(address: str) -> None:
        for each in folder.glob(f"{Path(address).name}*"):
            each.unlink()

    return fresh, forget


def _migrate(url: str) -> None:
    database = open_database(url)
    db.initialize(database)
    with database.connection_context():
        upgrading.upgrade(at=LONG_BEFORE)
    database.close()
    if hasattr(database, "close_all"):
        database.close_all()


if __name__ == "__main__":
    sys.exit(main())
