"""Worlds that many tests begin with: the first test lives them, the others take a copy."""

import pickle
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import ParamSpec, TypeVar

import apsw

from webapp.storage.db import db, is_sqlite

P = ParamSpec("P")
R = TypeVar("R")

_made: dict[bytes, tuple[apsw.Connection, bytes]] = {}
"""The database and what was returned, by the database before, the function and its arguments."""


def made_once(live: Callable[P, R]) -> Callable[P, R]:
    """Let what a function does to the database be done once for each database and arguments.

    Only for functions that read no clock. On PostgreSQL and within a transaction it is done anew.
    """

    @wraps(live)
    def made(*args: P.args, **kwargs: P.kwargs) -> R:
        if not is_sqlite() or db.in_transaction():
            return live(*args, **kwargs)
        here = db.connection()
        asked = pickle.dumps((live.__qualname__, args, kwargs))
        before = blake2b(here.serialize("main") + asked, digest_size=16).digest()
        if before not in _made:
            returned = live(*args, **kwargs)
            _made[before] = _copied(here, apsw.Connection(":memory:")), pickle.dumps(returned)
        after, returned = _made[before]
        _copied(after, here)
        return pickle.loads(returned)  # noqa: S301 (the bytes are our own)

    return made


def _copied(source: apsw.Connection, target: apsw.Connection) -> apsw.Connection:
    with target.backup("main", source, "main") as copy:
        copy.step()
    return target
