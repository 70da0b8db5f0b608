"""Internal reports of participation activities. Once delivered the database keeps them as they
are."""

from peewee import (
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

FROZEN = "a delivered report is frozen"
DELIVERED = "OLD.delivered_at IS NOT NULL"


def up(migrator, db):
    class Area(Model):
        class Meta:
            database = db
            table_name = "area"

    class Consultation(Model):
        class Meta:
            database = db
            table_name = "consultation"

    class Staff(Model):
        class Meta:
            database = db
            table_name = "staff"

    class InternalReport(Model):
        version = IntegerField(default=1)
        consultation = ForeignKeyField(Consultation)
        number = IntegerField(null=True, unique=True)
        year = IntegerField(null=True, index=True)
        replaces = ForeignKeyField("self", null=True, unique=True)
        title = TextField()
        area = ForeignKeyField(Area, null=True)
        cycle_phase = CharField(max_length=20)
        space = CharField(max_length=20)
        activities = TextField(default="")
        contributions = TextField(default="")
        results = TextField(default="")
        commitments = TextField(default="")
        evidence = TextField(default="")
        lessons = TextField(default="")
        good_practice = TextField(default="")
        is_good_practice = BooleanField(default=False)
        recipient = CharField(default="")
        started_by = ForeignKeyField(Staff, null=True)
        started_at = DateTimeField()
        delivered_by = ForeignKeyField(Staff, null=True)
        delivered_at = DateTimeField(null=True)
        snapshot = TextField(default="")
        digest = CharField(max_length=64, default="")

        class Meta:
            database = db
            table_name = "internal_report"

    db.create_tables([InternalReport])
    seal = _seal_sqlite if isinstance(db, SqliteDatabase) else _seal_postgresql
    for statement in seal():
        db.execute_sql(statement)


def _seal_sqlite():
    for moment in ("UPDATE", "DELETE"):
        yield (
            f"CREATE TRIGGER internal_report_{moment.lower()} BEFORE {moment} ON internal_report "
            f"WHEN {DELIVERED} BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
        )


def _seal_postgresql():
    yield (
        "CREATE TRIGGER internal_report_frozen BEFORE UPDATE OR DELETE ON internal_report "
        f"FOR EACH ROW WHEN ({DELIVERED}) EXECUTE FUNCTION refuse('{FROZEN}')"
    )
