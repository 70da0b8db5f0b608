"""What a round asks about: the whole plan, or only what changed."""

from peewee import CharField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("consultation", "scope", CharField(max_length=20, default="whole")),
    )
