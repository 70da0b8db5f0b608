"""Registrations that were annulled name the correction that did it."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE comment ADD COLUMN annulment_id INTEGER")
    db.execute_sql("CREATE INDEX comment_annulment_id ON comment (annulment_id)")
