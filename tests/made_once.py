"""Worlds that many tests begin with: the first test lives them, the others take a copy."""

import pickle
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

import apsw

from tests import reused
from webapp.storage.db import db, is_sqlite

P = ParamSpec("P")
R = TypeVar("R")

_made: dict[bytes, tuple[Any, bytes]] = {}
"""The rows and what was returned, by the database before, the function and its arguments."""


def made_once(live: Callable[P, R]) -> Callable[P, R]:
    """Let what a function does to the database be done once for each database and arguments.

    Only for functions that read no clock. Within a transaction it is done anew.
    """

    @wraps(live)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.in_transaction():
            return live(*args, **kwargs)
        call = pickle.dumps((live.__qualname__, args, kwargs))
        before = blake2b(_bytes() + call, digest_size=16).digest()
        if before not in _made:
            returned = live(*args, **kwargs)
            _made[before] = _rows(), pickle.dumps(returned)
        rows, returned = _made[before]
        _put_back(rows)
        return pickle.loads(returned)  # noqa: S301 (the bytes are our own)

    return made


def _bytes() -> bytes:
    if is_sqlite():
        return db.connection().serialize("main")
    return reused.script_of(db.connection()).encode()


def _rows() -> apsw.Connection | str:
    if is_sqlite():
        return _copied(db.connection(), apsw.Connection(":memory:"))
    return reused.script_of(db.connection())


def _put_back(rows: Any) -> None:
    if is_sqlite():
        _copied(rows, db.connection())
    else:
        reused.run(rows, db.connection())


def _copied(source: apsw.Connection, target: apsw.Connection) -> apsw.Connection:
    with target.backup("main", source, "main") as copy:
        copy.step()
    return target
