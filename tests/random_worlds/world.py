"""A world: a clock, people, a plan, and what the driver itself remembers of what was done."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from peewee import Database

from tests.cast import MONDAY, a_cast, an_account, the_entity_has
from webapp.models import (
    Area,
    Change,
    Comment,
    Consultation,
    Edition,
    Plan,
    Staff,
    Territory,
    ValueGroup,
)
from webapp.storage.db import db, open_database
from webapp.vocabulary import Role
from webapp.workflow import notice_delivery, subscribing
from webapp.workflow.refusals import Refused

SEEDS = st.integers(0, 2**32 - 1)
"""All that a step chooses follows from its seed."""
STEPS: list[str] = []
"""The names of all steps; what is to happen more often stands there more often."""

WITHOUT_A_CLOCK = {
    notice_delivery.give_up,
    notice_delivery.in_doubt,
    subscribing.leave,
}
KEPT_THOUGH_REFUSED: set[Callable[..., Any]] = set()
"""Verbs that rightly keep something when they refuse."""
BOGOTA = timedelta(hours=5)
WORDS = (
    "buzón plaza vereda reunión sábado transporte canal radio escuela agua vía barrio comité acta "
    "informe plazo tarea respuesta encuesta mesa jóvenes mujeres presupuesto sede cartelera"
).split()


def step(method: Callable[[Any], None], *, often: int = 1) -> Callable[[Any], None]:
    """Make a method one of the steps that a world may take."""
    STEPS.extend([method.__name__] * often)
    return method


def often(method: Callable[[Any], None]) -> Callable[[Any], None]:
    """Make it one that is taken more often."""
    return step(method, often=4)


def tables() -> dict[str, int]:
    """What stands in each table, as a number that any other row or value changes."""
    found: dict[str, int] = {}
    for name in sorted(db.get_tables()):
        rows = db.execute_sql(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608, names of tables
        found[name] = hash(tuple(sorted(map(repr, rows))))
    return found


class Fault(AssertionError):
    """A rule does not hold."""


@dataclass
class Opening:
    """A time in which the driver saw a round open, half-open; whether what came between the one
    before and it counts."""

    opens_at: datetime
    closes_at: datetime
    counts_between: bool = False


@dataclass
class Memory:
    """What the driver saw happen, kept apart from the program: the rules are asked of both."""

    filed: int = 0
    spoken: int = 0
    openings: defaultdict[int, list[Opening]] = field(default_factory=lambda: defaultdict(list))
    cancelled: dict[int, datetime] = field(default_factory=dict)
    closed: defaultdict[int, list[list[Any]]] = field(default_factory=lambda: defaultdict(list))
    writers: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    correctors: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    impeded: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    before_bulk: dict[int, dict[int, set[int]]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    people: dict[int, str] = field(default_factory=dict)
    names: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    coverable: list[str] = field(default_factory=list)
    covers: dict[int, str] = field(default_factory=dict)
    secrets: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    reinstated: dict[int, datetime] = field(default_factory=dict)
    causes: dict[tuple[Any, ...], tuple[str, set[int]]] = field(default_factory=dict)


class World(RuleBasedStateMachine):
    """What all steps share. `fresh` gives the address of a new database, `forget` removes it."""

    fresh: ClassVar[Callable[[], str]]
    forget: ClassVar[Callable[[str], None]]
    done: ClassVar[Counter[str]] = Counter()
    refused: ClassVar[Counter[str]] = Counter()
    lived: ClassVar[int] = 0
    taken: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        World.lived += 1
        self.url = type(self).fresh()
        self.database: Database = open_database(self.url)
        db.initialize(self.database)
        self.database.connect()
        self.now = MONDAY
        self.luck = Random(0)
        self.memory = Memory()
        self.steps = 0
        self.careful = False
        self.kept: dict[str, int] = {}
        self.people = _people()
        self.areas = list(Area.select())
        self.groups = list(ValueGroup.select())
        self.territories = list(Territory.select())

    def teardown(self) -> None:
        """Leave nothing of the database."""
        if not self.database.is_closed():
            self.database.close()
        if hasattr(self.database, "close_all"):
            self.database.close_all()
        type(self).forget(self.url)

    # --- doing ---------------------------------------------------------------------------------

    def begin(self, seed: int) -> None:
        """Begin a step: some seconds have passed."""
        self.luck = Random(seed)
        self.steps += 1
        self.kept = {}
        World.taken += 1
        self.now += timedelta(
            seconds=self.luck.randint(1, 90), microseconds=self.luck.randint(0, 9)
        )

    def do(self, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Do one act; None when it is refused, and then it has written nothing."""
        if verb not in WITHOUT_A_CLOCK:
            named.setdefault("at", self.now)
        name = f"{verb.__module__.rpartition('.')[2]}.{verb.__name__}"
        before = self.kept or tables()
        try:
            result = verb(*args, **named)
        except Refused as refused:
            self.kept = tables()
            changed = sorted(each for each, rows in self.kept.items() if rows != before[each])
            if changed and verb not in KEPT_THOUGH_REFUSED:
                raise Fault(f"{name} was refused and wrote in {changed}") from refused
            World.refused[f"{name}: {type(refused).__name__}"] += 1
            return None
        self.kept = {}
        World.done[name] += 1
        return True if result is None else result

    def held(self, holds: bool, rule: str, *told: object) -> None:
        """A rule holds, or there is a fault."""
        if not holds:
            raise Fault(" ".join(map(str, (f"{rule}:", *told))))

    # --- choosing ------------------------------------------------------------------------------

    def one(self, rows: Iterable[Any]) -> Any:
        """One of some rows, or None."""
        found = list(rows)
        return self.luck.choice(found) if found else None

    def some(self, rows: Iterable[Any], most: int = 4) -> list[Any]:
        """Some of them, one at least as long as there is any."""
        found = list(rows)
        return self.luck.sample(found, self.luck.randint(1, min(most, len(found)))) if found else []

    def perhaps(self, one_in: int = 2) -> bool:
        """True once in so many times."""
        return self.luck.randrange(one_in) == 0

    def who(self, *roles: Role) -> Staff:
        """Somebody with one of the roles, or now and then somebody without."""
        able = [each for each in self.people if each.has(*roles)]
        return self.luck.choice(able if able and not self.mistakes(15) else self.people)

    def mistakes(self, one_in: int) -> bool:
        """True when somebody is to make a mistake, once in so many times."""
        return not self.careful and self.perhaps(one_in)

    @contextmanager
    def carefully(self) -> Iterator[None]:
        """Have people make no mistakes for a while, so that the world comes far."""
        before, self.careful = self.careful, True
        yield
        self.careful = before

    def a_plan(self) -> Plan:
        """A plan, as it stands."""
        return self.one(Plan.select().order_by(Plan.id))

    def comments(self, *conditions: object) -> Sequence[Comment]:
        """Observations, as they stand."""
        query = Comment.select().order_by(Comment.id)
        return list(query.where(*conditions) if conditions else query)

    def a_comment(self, *conditions: object) -> Comment | None:
        """One of them."""
        return self.one(self.comments(*conditions))

    def a_round(self) -> Consultation | None:
        """A round that was announced, most often the newest."""
        plan = self.a_plan()
        rounds = plan.announced_rounds
        return self.one(rounds if self.perhaps(4) else rounds[-1:])

    def version(self, row: Any) -> int:
        """The version of a row, now and then a stale one."""
        return row.version - 1 if self.mistakes(25) else row.version

    # --- writing -------------------------------------------------------------------------------

    def words(self, least: int = 4, most: int = 9) -> str:
        """Some words."""
        return " ".join(self.luck.choices(WORDS, k=self.luck.randint(least, most)))

    def reason(self, least: int = 15) -> str:
        """A reason that is written out, and now and then one that is not."""
        if self.mistakes(15):
            return self.luck.choice(("", ".", "\u200b" * 60, "ñ" * (least - 1) + "\u2060" * 40))
        written = self.words()
        while len(written.replace(" ", "")) < least:
            written += " " + self.words()
        return written.capitalize()

    def coverable(self, text: str) -> str:
        """A text, now and then with a word that stands nowhere else and may be covered later."""
        if not text.strip() or not self.perhaps(3):
            return text
        self.memory.spoken += 1
        self.memory.coverable.append(f"oculto{self.memory.spoken}z")
        return f"{text} {self.memory.coverable[-1]}"

    # --- the days ------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The day in Bogotá."""
        return (self.now - BOGOTA).date()

    def day(self, more: int) -> date:
        """A day so many days from today."""
        return self.today + timedelta(days=more)

    def draft_of(self, plan: Plan) -> Edition | None:
        """The edition being written."""
        return plan.fresh().draft_edition


def identity(change: Change) -> tuple[Any, ...]:
    """What a change is known by: rows may get the numbers of former ones."""
    return (change.id, change.edition_id, change.action_id, change.field)


def midnight(day: date) -> datetime:
    """When a day begins in Bogotá, in UTC."""
    return datetime.combine(day, time()) + BOGOTA


def _people() -> list[Staff]:
    cast = a_cast()
    everyone = [*vars(cast).values()]
    everyone += [
        an_account("Eduardo Edita", Role.EDITOR),
        an_account("Marta Modera", Role.MODERATOR),
        an_account("Pedro Planea", Role.RESPONDER, area=Area.get(Area.name == "Planeación")),
        an_account("Raúl Responde", Role.RESPONDER),
        an_account("Amparo Aprueba", Role.APPROVER),
        an_account("Tomás Todo", *Role),
        an_account("Sara Suma", Role.RESPONDER, Role.APPROVER, Role.MODERATOR),
    ]
    the_entity_has(by=cast.ada_admin, at=MONDAY, email="concejo@concejo.example")
    return everyone
