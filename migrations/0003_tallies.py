"""How many observations there are of each sort, by round. `enmienda migrate` counts them."""

from peewee import CharField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Consultation(Model):
        class Meta:
            database = db
            table_name = "consultation"

    class Tally(Model):
        consultation = ForeignKeyField(Consultation)
        dimension = CharField(max_length=20)
        key = CharField(max_length=40)
        count = IntegerField()

        class Meta:
            database = db
            table_name = "tally"
            indexes = ((("consultation", "dimension", "key"), True),)

    db.create_tables([Tally])
