"""A few worlds at random; `make worlds` runs hundreds."""

import shutil
from itertools import count
from pathlib import Path

import pytest

from tests import postgres
from tests.random_worlds.machine import run

WORLDS, STEPS = 4, 30


@pytest.mark.slow
def test_the_rules_hold_in_worlds_at_random(sqlite_template: Path, tmp_path: Path):
    numbers = count()

    def fresh() -> str:
        path = tmp_path / f"{next(numbers)}.db"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"

    def forget(address: str) -> None:
        for each in tmp_path.glob(f"{Path(address).name}*"):
            each.unlink()

    run(fresh, forget, number=1, worlds=WORLDS, steps=STEPS)


@pytest.mark.slow
@pytest.mark.postgresql
def test_the_rules_hold_in_worlds_on_postgresql(postgresql_server: str, postgresql_template: str):
    def fresh() -> str:
        return postgres.new_database(postgresql_server, template=postgresql_template)

    run(fresh, postgres.drop_database, number=2, worlds=WORLDS, steps=STEPS)
