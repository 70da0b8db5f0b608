"""What each observation counts for. A decision on the window may change that, and nothing else of
what was filed."""

from peewee import SqliteDatabase

FILED = (
    "filing_number, plan_id, consultation_id, edition_id, action_id, channel, received_at, "
    "filed_at, filed_by_id, body, proposed_text, kind, stance, target, author_kind, "
    "value_group_id, territory_id, is_minor, content_digest, content_salt, submission_digest, "
    "tracking_digest, log_size, log_head"
)
AS_FILED = "R3: what was filed never changes"


def up(migrator, db):
    on_sqlite = isinstance(db, SqliteDatabase)
    for statement in (
        "ALTER TABLE comment ADD COLUMN standing VARCHAR(20) NOT NULL DEFAULT 'in_term'",
        "UPDATE comment SET standing = 'late' WHERE late",
        f"DROP TRIGGER comment_filed{'' if on_sqlite else ' ON comment'}",
        _guard_of_sqlite() if on_sqlite else _guard_of_postgresql(),
    ):
        db.execute_sql(statement)


def _guard_of_sqlite():
    return (
        f"CREATE TRIGGER comment_filed BEFORE UPDATE OF {FILED} ON comment WHEN 1 "
        f"BEGIN SELECT RAISE(ABORT, '{AS_FILED}'); END"
    )


def _guard_of_postgresql():
    return (
        f"CREATE TRIGGER comment_filed BEFORE UPDATE OF {FILED} ON comment FOR EACH ROW "
        f"WHEN (true) EXECUTE FUNCTION refuse('{AS_FILED}')"
    )
