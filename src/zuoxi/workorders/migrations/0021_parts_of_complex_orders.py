import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import CheckConstraint, F, Q

# What a check cannot see: the other row. It fires for parts alone; other orders pay nothing.
FORWARD = """
CREATE FUNCTION workorders_check_parent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a work order has its parent from the start or never'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_order_keeps_its_parent';
    END IF;
    PERFORM 1 FROM workorders_workorder parent
    WHERE parent.id = NEW.parent_id AND parent.centre_id = NEW.centre_id
        AND parent.parent_id IS NULL AND parent.complexity = 'complex'
    FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the parent is a complex work order of the same centre, and no part itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'work_order_parent_takes_parts';
    END IF;
    RETURN NEW;
END
$$;
CREATE FUNCTION workorders_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a complex work order stays complex'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'work_order_stays_complex';
END
$$;
CREATE TRIGGER workorders_part_made BEFORE INSERT ON workorders_workorder
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION workorders_check_parent();
CREATE TRIGGER workorders_parent_kept BEFORE UPDATE OF parent_id ON workorders_workorder
    FOR EACH ROW WHEN (OLD.parent_id IS DISTINCT FROM NEW.parent_id)
    EXECUTE FUNCTION workorders_check_parent();
CREATE TRIGGER workorders_complex_kept BEFORE UPDATE OF complexity ON workorders_workorder
    FOR EACH ROW WHEN (OLD.complexity = 'complex' AND NEW.complexity <> 'complex')
    EXECUTE FUNCTION workorders_refuse_change();
"""
BACKWARD = """
DROP TRIGGER workorders_complex_kept ON workorders_workorder;
DROP TRIGGER workorders_parent_kept ON workorders_workorder;
DROP TRIGGER workorders_part_made ON workorders_workorder;
DROP FUNCTION workorders_refuse_change();
DROP FUNCTION workorders_check_parent();
"""
WAITING = ["created", "returned", "redispatch_pending"]


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workorders", "0020_grades_of_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="workorder",
            name="complexity",
            field=models.CharField(
                blank=True,
                choices=[("simple", "Simple"), ("complex", "Complex")],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="answer",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddField(
            model_name="workorder",
            name="parent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="workorders.workorder",
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="named_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="dispatch",
            name="named_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="workorder", name="work_order_area_by_status"),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=CheckConstraint(
                condition=Q(status__in=WAITING, work_area=None)
                | Q(status="archived", work_area=None, merged_into__isnull=False)
                | Q(status="archived", work_area=None, merged_into=None, complexity="simple")
                | (
                    ~Q(status__in=WAITING)
                    & Q(work_area__isnull=False)
                    & Q(merged_into__isnull=True)
                ),
                name="work_order_area_by_status",
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=CheckConstraint(
                condition=Q(complexity__in=["", "simple", "complex"]), name="work_order_complexity"
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=CheckConstraint(
                condition=Q(complexity="simple", status="archived") & ~Q(answer="")
                | ~Q(complexity="simple") & Q(answer=""),
                name="work_order_simple_is_answered",
            ),
        ),
        AddConstraintNotValid(
            model_name="workorder",
            constraint=CheckConstraint(
                condition=Q(parent=None) | Q(complexity="") & ~Q(parent=F("pk")),
                name="work_order_part_has_no_parts",
            ),
        ),
        AddConstraintNotValid(
            model_name="dispatch",
            constraint=CheckConstraint(
                condition=Q(named_at=None, named_by=None)
                | Q(named_at__isnull=False, named_by__isnull=False),
                name="dispatch_named_by_somebody",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
