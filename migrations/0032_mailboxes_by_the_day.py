"""How much a mailbox had in a day, apart from the notices and from whom they are about."""

from peewee import AutoField, CharField, DateField, IntegerField, Model


def up(migrator, db):
    class MailboxCount(Model):
        id = AutoField()
        digest = CharField(max_length=64, unique=True)
        day = DateField()
        count = IntegerField()

        class Meta:
            database = db
            table_name = "mailbox_count"

    db.create_tables([MailboxCount])
    # In plain SQL: on SQLite the migrator would make the table anew and lose its triggers.
    db.execute_sql("DROP INDEX notice_mailbox")
    db.execute_sql("ALTER TABLE notice DROP COLUMN mailbox")
