"""The event log refuses change and deletion in the database itself, whoever asks."""

from django.db import migrations

# TRUNCATE stays possible: it needs the owner's right, and the test databases are emptied by it.
FORWARD = """
CREATE FUNCTION kernel_event_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kernel_event is append-only: % refused', TG_OP
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER kernel_event_append_only
    BEFORE UPDATE OR DELETE ON kernel_event
    FOR EACH ROW EXECUTE FUNCTION kernel_event_refuse_change();
"""
BACKWARD = """
DROP TRIGGER kernel_event_append_only ON kernel_event;
DROP FUNCTION kernel_event_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
