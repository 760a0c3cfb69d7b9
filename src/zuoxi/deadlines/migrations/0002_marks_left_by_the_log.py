"""Each event of an order, or of a task for it, marks the order to be counted again."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION deadlines_mark_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadlines_mark (order_id) VALUES (NEW.subject_id);
    RETURN NULL;
END
$$;
CREATE FUNCTION deadlines_mark_order_of_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO deadlines_mark (order_id)
        SELECT order_id FROM callbacks_callback
        WHERE NEW.subject_type = 'callbacks.callback' AND id = NEW.subject_id
        UNION ALL
        SELECT order_id FROM followups_followup
        WHERE NEW.subject_type = 'followups.follow_up' AND id = NEW.subject_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER deadlines_mark_order AFTER INSERT ON kernel_event FOR EACH ROW
    WHEN (NEW.subject_type = 'workorders.order' AND NEW.subject_id IS NOT NULL)
    EXECUTE FUNCTION deadlines_mark_order();
CREATE TRIGGER deadlines_mark_order_of_task AFTER INSERT ON kernel_event FOR EACH ROW
    WHEN (NEW.subject_type IN ('callbacks.callback', 'followups.follow_up'))
    EXECUTE FUNCTION deadlines_mark_order_of_task();
"""
BACKWARD = """
DROP TRIGGER deadlines_mark_order_of_task ON kernel_event;
DROP TRIGGER deadlines_mark_order ON kernel_event;
DROP FUNCTION deadlines_mark_order_of_task();
DROP FUNCTION deadlines_mark_order();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("deadlines", "0001_deadlines_of_orders"),
        ("kernel", "0005_an_index_of_what_is_counted"),
        ("callbacks", "0002_callbacks_of_merged_orders"),
        ("followups", "0001_initial"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
