"""An index of the log by plan and act: the newest of an act is looked up, however long the log."""


def up(migrator, db):
    migrator.migrate(migrator.add_index("event", ("plan_id", "verb", "id")))
