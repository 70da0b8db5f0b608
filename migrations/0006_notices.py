"""Notices by e-mail: the outbox, subscriptions, and the moments already told of."""

from peewee import CharField, DateTimeField, ForeignKeyField, IntegerField, Model


def up(migrator, db):
    class Comment(Model):
        class Meta:
            database = db
            table_name = "comment"

    class Consultation(Model):
        class Meta:
            database = db
            table_name = "consultation"

    class Edition(Model):
        class Meta:
            database = db
            table_name = "edition"

    class Plan(Model):
        class Meta:
            database = db
            table_name = "plan"

    class Subscription(Model):
        plan = ForeignKeyField(Plan, null=True)
        email = CharField()
        handle = CharField(max_length=32, unique=True)
        created_at = DateTimeField()
        confirmed_at = DateTimeField(null=True)
        policy_version = CharField()

        class Meta:
            database = db
            table_name = "subscription"
            indexes = ((("plan", "email"), True),)

    Subscription.add_index(
        Subscription.email,
        name="subscription_email_of_every_plan",
        unique=True,
        where=Subscription.plan.is_null(),
    )

    class Notice(Model):
        key = CharField(max_length=120, unique=True)
        kind = CharField(max_length=20)
        plan = ForeignKeyField(Plan, null=True)
        comment = ForeignKeyField(Comment, null=True)
        subscription = ForeignKeyField(Subscription, null=True, on_delete="SET NULL")
        consultation = ForeignKeyField(Consultation, null=True)
        edition = ForeignKeyField(Edition, null=True)
        code = CharField(max_length=19, default="")
        mailbox = CharField(max_length=64, default="", index=True)
        created_at = DateTimeField()
        state = CharField(max_length=20, default="waiting")
        reason = CharField(max_length=20, null=True)
        reply = CharField(max_length=20, default="")
        attempts = IntegerField(default=0)
        started_at = DateTimeField(null=True)
        due_at = DateTimeField(null=True, index=True)
        sent_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "notice"
            indexes = ((("state", "id"), False),)

    class Occasion(Model):
        key = CharField(max_length=80, unique=True)
        noted_at = DateTimeField()

        class Meta:
            database = db
            table_name = "occasion"

    db.create_tables([Subscription, Notice, Occasion])
