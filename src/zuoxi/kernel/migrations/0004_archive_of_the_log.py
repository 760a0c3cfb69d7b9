"""The archive of the event log, the view over both, and what guards them.

The log lets a row go only where its very copy stands in the archive. The archive lets nothing go
that is younger than the six months that the law asks for, and no history of an order. Old processes
go on: they write to the log and read it as before.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

VIEW = """
CREATE VIEW kernel_everyevent AS
    SELECT id, at, kind, actor_id, actor_name, channel, request_id, address, subject_type,
        subject_id, centre_id, leg_id, from_state, to_state, data FROM kernel_event
    UNION ALL
    SELECT id, at, kind, actor_id, actor_name, channel, request_id, address, subject_type,
        subject_id, centre_id, leg_id, from_state, to_state, data FROM kernel_archivedevent;
"""
GUARDS = """
CREATE OR REPLACE FUNCTION kernel_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM FROM kernel_archivedevent archived
            WHERE archived.id = OLD.id AND to_jsonb(archived) = to_jsonb(OLD);
        IF FOUND THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'kernel_event is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE FUNCTION kernel_archivedevent_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND OLD.subject_type <> 'workorders.order'
        AND OLD.at < now() - interval '183 days'
    THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'kernel_archivedevent is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER kernel_archivedevent_append_only
    BEFORE UPDATE OR DELETE ON kernel_archivedevent
    FOR EACH ROW EXECUTE FUNCTION kernel_archivedevent_refuse_change();
"""
# Nothing of the log is lost when the archive goes.
UNDONE = """
DROP VIEW kernel_everyevent;
INSERT INTO kernel_event (id, at, kind, actor_id, actor_name, channel, request_id, address,
        subject_type, subject_id, centre_id, leg_id, from_state, to_state, data)
    SELECT id, at, kind, actor_id, actor_name, channel, request_id, address,
        subject_type, subject_id, centre_id, leg_id, from_state, to_state, data
    FROM kernel_archivedevent;
DROP TRIGGER kernel_archivedevent_append_only ON kernel_archivedevent;
DROP FUNCTION kernel_archivedevent_refuse_change();
CREATE OR REPLACE FUNCTION kernel_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kernel_event is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
"""

COLUMNS = [
    ("id", models.BigIntegerField(primary_key=True, serialize=False)),
    ("at", models.DateTimeField()),
    ("kind", models.CharField(max_length=64)),
    (
        "actor",
        models.ForeignKey(
            db_constraint=False,
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    ),
    ("actor_name", models.CharField(max_length=150)),
    ("channel", models.CharField(max_length=16)),
    ("request_id", models.CharField(max_length=64)),
    ("address", models.GenericIPAddressField(null=True)),
    ("subject_type", models.CharField(max_length=32)),
    ("subject_id", models.BigIntegerField(null=True)),
    ("centre_id", models.BigIntegerField(null=True)),
    ("leg_id", models.BigIntegerField(null=True)),
    ("from_state", models.CharField(max_length=32)),
    ("to_state", models.CharField(max_length=32)),
    ("data", models.JSONField(default=dict)),
]


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0003_events_by_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchivedEvent",
            fields=COLUMNS,
            options={
                "indexes": [
                    models.Index(
                        fields=["subject_type", "subject_id", "id"], name="archived_event_subject"
                    ),
                    models.Index(fields=["at", "id"], name="archived_event_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EveryEvent",
            fields=COLUMNS,
            options={"db_table": "kernel_everyevent", "managed": False},
        ),
        migrations.RunSQL(VIEW + GUARDS, UNDONE),
    ]
