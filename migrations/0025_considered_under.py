"""The action under which each observation is considered: at first the one that it was filed on."""


def up(migrator, db):
    for statement in (
        "ALTER TABLE comment ADD COLUMN considered_under_id INTEGER REFERENCES action (id)",
        "UPDATE comment SET considered_under_id = action_id",
        "CREATE INDEX comment_considered_under_id ON comment (considered_under_id)",
        "CREATE INDEX comment_plan_id_considered_under_id_id"
        " ON comment (plan_id, considered_under_id, id)",
    ):
        db.execute_sql(statement)
