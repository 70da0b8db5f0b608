"""Every table, what the database itself refuses to alter, and sensible defaults."""

import secrets

from peewee import (
    BlobField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

FILED = (
    "filing_number, plan_id, consultation_id, edition_id, action_id, channel, received_at, "
    "filed_at, filed_by_id, late, body, proposed_text, kind, stance, target, author_kind, "
    "value_group_id, territory_id, is_minor, content_digest, content_salt, submission_digest, "
    "tracking_digest, log_size, log_head"
)
NOTHING_DELETED = "R3: nothing received is deleted"
AS_FILED = "R3: what was filed never changes"
APPEND_ONLY = "R17: the log is append-only"
FROZEN = "R1: a published edition never changes"
PUBLISHED = "(SELECT id FROM edition WHERE published_at IS NOT NULL)"
EDITION_OF_CHANGE = '(SELECT edition_id FROM "change" WHERE id = {row}.change_id)'


def up(migrator, db):
    class Plan(Model):
        slug = CharField(unique=True)
        created_at = DateTimeField()
        cancelled_at = DateTimeField(null=True)
        cancel_reason = TextField(default="")
        comments_total = IntegerField(default=0)
        comments_late = IntegerField(default=0)
        answers_published = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "plan"

    db.create_tables([Plan])

    class Action(Model):
        plan = ForeignKeyField(Plan)
        code = CharField(max_length=20)
        position = IntegerField()
        continues = ForeignKeyField("self", null=True)
        closed_reason = TextField(default="")
        comments_total = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "action"
            indexes = ((("plan", "code"), True),)

    db.create_tables([Action])

    class Edition(Model):
        plan = ForeignKeyField(Plan)
        number = IntegerField()
        title = TextField()
        code = TextField(default="")
        summary = TextField(default="")
        summary_html = TextField(default="")
        elaborated_on = DateField(null=True)
        approved_on = DateField(null=True)
        approved_by = TextField(default="")
        minutes = TextField(default="")
        starts_on = DateField(null=True)
        created_at = DateTimeField()
        published_at = DateTimeField(null=True)
        digest = CharField(max_length=64, default="")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "edition"
            indexes = ((("plan", "number"), True),)

    db.create_tables([Edition])

    class Consultation(Model):
        plan = ForeignKeyField(Plan)
        number = IntegerField()
        edition = ForeignKeyField(Edition)
        opens_at = DateTimeField()
        closes_at = DateTimeField()
        short_window_reason = TextField(default="")
        cycle_phase = CharField(max_length=20, default="formulation")
        announced_at = DateTimeField(null=True)
        report_published_at = DateTimeField(null=True)
        adjusted_at = DateTimeField(null=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "consultation"
            indexes = ((("plan", "number"), True),)

    db.create_tables([Consultation])

    class Area(Model):
        name = CharField(unique=True)
        position = IntegerField(default=0)
        active = BooleanField(default=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "area"

    db.create_tables([Area])

    class Staff(Model):
        email = CharField(unique=True)
        name = CharField()
        password_hash = CharField()
        role_names = TextField(default="[]")
        area = ForeignKeyField(Area, null=True)
        active = BooleanField(default=True)
        created_at = DateTimeField()

        class Meta:
            database = db
            table_name = "staff"

    db.create_tables([Staff])

    class ValueGroup(Model):
        name = CharField(unique=True)
        position = IntegerField(default=0)
        active = BooleanField(default=True)
        version = IntegerField(default=1)
        sensitive = BooleanField(default=False)

        class Meta:
            database = db
            table_name = "value_group"

    db.create_tables([ValueGroup])

    class Territory(Model):
        name = CharField(unique=True)
        position = IntegerField(default=0)
        active = BooleanField(default=True)
        version = IntegerField(default=1)
        kind = CharField(max_length=20, default="comuna")

        class Meta:
            database = db
            table_name = "territory"

    db.create_tables([Territory])

    class Comment(Model):
        filing_number = CharField(unique=True, max_length=40)
        plan = ForeignKeyField(Plan)
        consultation = ForeignKeyField(Consultation)
        edition = ForeignKeyField(Edition)
        action = ForeignKeyField(Action, null=True)
        channel = CharField(max_length=20)
        received_at = DateTimeField()
        filed_at = DateTimeField()
        filed_by = ForeignKeyField(Staff, null=True)
        late = BooleanField(default=False)
        body = TextField()
        proposed_text = TextField(default="")
        kind = CharField(null=True, max_length=20)
        stance = CharField(null=True, max_length=20)
        target = CharField(max_length=20, default="general")
        author_kind = CharField(max_length=20, default="anonymous")
        value_group = ForeignKeyField(ValueGroup, null=True)
        territory = ForeignKeyField(Territory, null=True)
        is_minor = BooleanField(default=False)
        content_digest = CharField(max_length=64)
        content_salt = CharField(max_length=32)
        submission_digest = CharField(unique=True, max_length=64)
        tracking_digest = CharField(unique=True, max_length=64)
        log_size = IntegerField(default=0)
        log_head = CharField(max_length=64, default="")
        publication = CharField(max_length=20, default="pending")
        ground = CharField(null=True, max_length=20)
        ground_note = TextField(default="")
        public_body = TextField(default="")
        public_proposed_text = TextField(default="")
        redactions = TextField(default="[]")
        moderated_at = DateTimeField(null=True)
        moderated_by = ForeignKeyField(Staff, null=True)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "comment"
            indexes = (
                (("plan", "publication", "id"), False),
                (("plan", "action", "id"), False),
                (("plan", "kind", "id"), False),
            )

    db.create_tables([Comment])

    class Answer(Model):
        comment = ForeignKeyField(Comment, unique=True)
        decision = CharField(null=True, max_length=30)
        text = TextField(default="")
        reason = TextField(default="")
        cites = TextField(default="")
        responsible_area = CharField(default="")
        state = CharField(index=True, max_length=20, default="draft")
        drafters = TextField(default="[]")
        drafted_by = ForeignKeyField(Staff)
        drafted_at = DateTimeField()
        approved_by = ForeignKeyField(Staff, null=True)
        approved_at = DateTimeField(null=True)
        published_at = DateTimeField(null=True)
        return_note = TextField(default="")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "answer"

    db.create_tables([Answer])

    class Category(Model):
        edition = ForeignKeyField(Edition)
        number = IntegerField()
        title = TextField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "category"
            indexes = ((("edition", "number"), True),)

    db.create_tables([Category])

    class Change(Model):
        edition = ForeignKeyField(Edition)
        category = ForeignKeyField(Category)
        action = ForeignKeyField(Action, null=True)
        field = CharField(max_length=20)
        before = TextField()
        after = TextField()
        pieces = TextField(default="[]")
        origin = CharField(max_length=20)
        reason = TextField()
        made_by = ForeignKeyField(Staff)
        made_at = DateTimeField()
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "change"
            indexes = ((("edition", "action", "field"), False),)

    db.create_tables([Change])

    class ChangeSource(Model):
        change = ForeignKeyField(Change, on_delete="CASCADE")
        comment = ForeignKeyField(Comment)

        class Meta:
            database = db
            table_name = "change_source"
            indexes = ((("change", "comment"), True),)

    db.create_tables([ChangeSource])

    class Document(Model):
        plan = ForeignKeyField(Plan)
        title = CharField()
        filename = CharField()
        media_type = CharField()
        size = IntegerField()
        sha256 = CharField(max_length=64)
        added_at = DateTimeField()
        removed_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "document"

    db.create_tables([Document])

    class DocumentContent(Model):
        document = ForeignKeyField(Document, unique=True)
        content = BlobField()

        class Meta:
            database = db
            table_name = "document_content"

    db.create_tables([DocumentContent])

    class Entity(Model):
        name = CharField()
        tax_number = CharField(default="")
        address = CharField(default="")
        phone = CharField(default="")
        email = CharField(default="")
        office_hours = CharField(default="")
        filing_prefix = CharField(max_length=10)
        timezone = CharField(default="America/Bogota")
        privacy_notice = TextField(default="")
        privacy_version = CharField(default="1")
        retention_months = IntegerField(default=24)
        tracking_key = CharField(max_length=64)
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "entity"

    db.create_tables([Entity])

    class Event(Model):
        position = IntegerField(unique=True)
        at = DateTimeField()
        staff = ForeignKeyField(Staff, null=True)
        verb = CharField()
        plan = ForeignKeyField(Plan, null=True)
        subject = CharField(index=True)
        details = TextField()
        previous = CharField(max_length=64)
        seal = CharField(max_length=64)

        class Meta:
            database = db
            table_name = "event"

    db.create_tables([Event])

    class Extension(Model):
        consultation = ForeignKeyField(Consultation)
        closes_at_before = DateTimeField()
        closes_at = DateTimeField()
        reason = TextField()
        decided_at = DateTimeField()

        class Meta:
            database = db
            table_name = "extension"

    db.create_tables([Extension])

    class FilingSequence(Model):
        year = IntegerField(unique=True)
        last = IntegerField(default=0)

        class Meta:
            database = db
            table_name = "filing_sequence"

    db.create_tables([FilingSequence])

    class ReceiptChannel(Model):
        consultation = ForeignKeyField(Consultation, on_delete="CASCADE")
        channel = CharField(max_length=20)
        details = TextField(default="")

        class Meta:
            database = db
            table_name = "receipt_channel"
            indexes = ((("consultation", "channel"), True),)

    db.create_tables([ReceiptChannel])

    class StaffSession(Model):
        staff = ForeignKeyField(Staff, on_delete="CASCADE")
        token_digest = CharField(unique=True, max_length=64)
        started_at = DateTimeField()
        expires_at = DateTimeField()
        ended_at = DateTimeField(null=True)

        class Meta:
            database = db
            table_name = "staff_session"

    db.create_tables([StaffSession])

    class Submitter(Model):
        comment = ForeignKeyField(Comment, unique=True)
        name = CharField(default="")
        organisation = CharField(default="")
        email = CharField(default="")
        phone = CharField(default="")
        publish_name = BooleanField(default=False)
        consented_at = DateTimeField()
        policy_version = CharField()
        salt = CharField(max_length=32)
        purge_on = DateField()

        class Meta:
            database = db
            table_name = "submitter"

    db.create_tables([Submitter])

    class Wording(Model):
        edition = ForeignKeyField(Edition)
        category = ForeignKeyField(Category)
        action = ForeignKeyField(Action)
        activity = TextField()
        improvement = TextField(default="")
        term_months = IntegerField(null=True)
        efficacy_check = TextField(default="")
        responsible_area = TextField(default="")
        notes = TextField(default="[]")
        version = IntegerField(default=1)

        class Meta:
            database = db
            table_name = "wording"
            indexes = ((("edition", "action"), True),)

    db.create_tables([Wording])

    seal = _seal_sqlite if isinstance(db, SqliteDatabase) else _seal_postgresql
    for statement in seal():
        db.execute_sql(statement)
    _fill(Entity, Area, ValueGroup, Territory)


def _seal_sqlite():
    def refuse(name, moment, table, why, when="1"):
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )

    yield refuse("comment_filed", f"UPDATE OF {FILED}", "comment", AS_FILED)
    yield refuse("comment_kept", "DELETE", "comment", NOTHING_DELETED)
    for moment in ("UPDATE", "DELETE"):
        yield refuse(f"event_{moment.lower()}", moment, "event", APPEND_ONLY)
        yield refuse(
            f"edition_{moment.lower()}", moment, "edition", FROZEN, "OLD.published_at IS NOT NULL"
        )
    edition_of = dict.fromkeys(("wording", "category", "change"), "{row}.edition_id")
    edition_of["change_source"] = EDITION_OF_CHANGE
    guarded = (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    for table, edition in edition_of.items():
        for moment, row in guarded:
            published = f"{edition.format(row=row)} IN {PUBLISHED}"
            name = f"{table}_{moment}_{row}".lower()
            yield refuse(name, moment, f'"{table}"', FROZEN, published)


def _seal_postgresql():
    yield """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_ARGV[0]; END $$"""
    direct = ("OLD.edition_id", "NEW.edition_id")
    through_change = tuple(EDITION_OF_CHANGE.format(row=row) for row in ("OLD", "NEW"))
    frozen = {"refuse_when_published": direct, "refuse_source_when_published": through_change}
    for function, (of_old, of_new) in frozen.items():
        yield f"""CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                touched integer[];
            BEGIN
                IF TG_OP <> 'INSERT' THEN touched := touched || {of_old}; END IF;
                IF TG_OP <> 'DELETE' THEN touched := touched || {of_new}; END IF;
                PERFORM 1 FROM edition WHERE id = ANY(touched) AND published_at IS NOT NULL;
                IF FOUND THEN RAISE EXCEPTION '{FROZEN}'; END IF;
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END $$"""

    def refuse(name, moment, table, why, when="true"):
        return (
            f"CREATE TRIGGER {name} BEFORE {moment} ON {table} FOR EACH ROW "
            f"WHEN ({when}) EXECUTE FUNCTION refuse('{why}')"
        )

    yield refuse("comment_filed", f"UPDATE OF {FILED}", "comment", AS_FILED)
    yield refuse("comment_kept", "DELETE", "comment", NOTHING_DELETED)
    yield refuse("event_kept", "UPDATE OR DELETE", "event", APPEND_ONLY)
    yield refuse(
        "edition_frozen", "UPDATE OR DELETE", "edition", FROZEN, "OLD.published_at IS NOT NULL"
    )
    for table in ("wording", "category", "change"):
        yield (
            f'CREATE TRIGGER {table}_frozen BEFORE INSERT OR UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION refuse_when_published()"
        )
    yield (
        "CREATE TRIGGER change_source_frozen BEFORE INSERT OR UPDATE OR DELETE ON change_source "
        "FOR EACH ROW EXECUTE FUNCTION refuse_source_when_published()"
    )


def _fill(entity, area, value_group, territory):
    entity.create(
        name="Concejo Municipal",
        filing_prefix="CMC",
        tracking_key=secrets.token_hex(32),
        privacy_notice=PRIVACY_NOTICE,
    )
    for position, name in enumerate(AREAS, start=1):
        area.create(name=name, position=position)
    for position, (name, sensitive) in enumerate(VALUE_GROUPS, start=1):
        value_group.create(name=name, sensitive=sensitive, position=position)
    for position, (name, kind) in enumerate(TERRITORIES, start=1):
        territory.create(name=name, kind=kind, position=position)


AREAS = (
    "Mesa Directiva",
    "Secretaría General",
    "Planeación",
    "Comunicaciones",
    "Atención a la ciudadanía",
    "Control Interno",
)

VALUE_GROUPS = (
    ("Ciudadanía en general", False),
    ("Organizaciones comunales", False),
    ("Organizaciones sociales", False),
    ("Veedurías ciudadanas", False),
    ("Juventudes", False),
    ("Mujeres", False),
    ("Personas mayores", False),
    ("Personas cuidadoras", False),
    ("Campesinado", False),
    ("Comercio y empresas", False),
    ("Academia", False),
    ("Servidores públicos", False),
    ("Niñas, niños y adolescentes", True),
    ("Personas con discapacidad", True),
    ("Víctimas del conflicto armado", True),
    ("Pueblos étnicos", True),
    ("Población LGBTIQ+", True),
    ("Población migrante", True),
)

TERRITORIES = (
    *((f"Comuna {number}", "comuna") for number in range(1, 8)),
    ("Cauca", "corregimiento"),
    ("Coloradas", "corregimiento"),
    ("Guanábano", "corregimiento"),
    ("Modín", "corregimiento"),
    ("Piedra de Moler", "corregimiento"),
    ("Zaragoza", "corregimiento"),
    ("Fuera del municipio", "other_territory"),
)

PRIVACY_NOTICE = """\
La entidad usa los datos que usted escriba únicamente para identificar su observación, avisarle \
qué pasó con ella y responderle. No los publica ni los entrega a nadie más. Dar sus datos es \
voluntario: puede enviar su observación sin ellos.

Usted puede conocer, corregir o pedir que se borren sus datos, y retirar esta autorización cuando \
quiera, desde la página de seguimiento de su observación o por los canales de contacto de la \
entidad (Ley 1581 de 2012).
"""
