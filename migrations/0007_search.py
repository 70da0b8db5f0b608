"""The index of what the public may read. `enmienda migrate` fills it."""

from peewee import (
    BigAutoField,
    CharField,
    ForeignKeyField,
    Model,
    SqliteDatabase,
    TextField,
)


def up(migrator, db):
    class Comment(Model):
        class Meta:
            database = db
            table_name = "comment"

    class Plan(Model):
        class Meta:
            database = db
            table_name = "plan"

    class Wording(Model):
        class Meta:
            database = db
            table_name = "wording"

    class SearchEntry(Model):
        id = BigAutoField()
        plan = ForeignKeyField(Plan, index=False)
        subject = CharField(max_length=10)
        wording = ForeignKeyField(Wording, null=True)
        comment = ForeignKeyField(Comment, null=True, index=False)
        stems = TextField()

        class Meta:
            database = db
            table_name = "search_entry"

    db.create_tables([SearchEntry])

    index = _fts5() if isinstance(db, SqliteDatabase) else _gin()
    for statement in index:
        db.execute_sql(statement)


def _fts5():
    # The tokenizer parts the stems at spaces and leaves them alone.
    yield """CREATE VIRTUAL TABLE search_index USING fts5(
        stems, content='search_entry', content_rowid='id', detail='none', columnsize=0,
        tokenize="ascii tokenchars '.-'")"""
    into = "INSERT INTO search_index"
    forget = f"{into} (search_index, rowid, stems) VALUES ('delete', OLD.id, OLD.stems);"
    learn = f"{into} (rowid, stems) VALUES (NEW.id, NEW.stems);"
    for moment, what in (("INSERT", learn), ("DELETE", forget), ("UPDATE", forget + learn)):
        yield (
            f"CREATE TRIGGER search_entry_{moment.lower()} AFTER {moment} ON search_entry "
            f"BEGIN {what} END"
        )


def _gin():
    # Its cost keeps the planner from parting every text again rather than asking the index.
    yield """CREATE FUNCTION search_words(stems text) RETURNS text[]
        LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS
        $$ BEGIN RETURN string_to_array(stems, ' '); END $$"""
    yield "CREATE INDEX search_entry_words ON search_entry USING gin (search_words(stems))"
