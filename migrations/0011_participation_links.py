"""Where the entity's own site shows what a participation section must have."""

from peewee import TextField


def up(migrator, db):
    migrator.migrate(
        migrator.add_column("entity", "participation_links", TextField(default="{}")),
    )
