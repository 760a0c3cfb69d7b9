"""What a value of a choice is called in each language; those that were shipped get their names."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SHIPPED = {
    "微信支付": {"zh_hant": "微信支付", "en": "WeChat Pay"},
    "支付宝": {"zh_hant": "支付寶", "en": "Alipay"},
    "银行卡": {"zh_hant": "銀行卡", "en": "Bank card"},
    "现金": {"zh_hant": "現金", "en": "Cash"},
    "对公转账": {"zh_hant": "對公轉帳", "en": "Bank transfer by a company"},
}


def name_shipped(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Name the values that are still there; a supervisor may have taken some away."""
    fields = apps.get_model("workorders", "RequestField").objects
    for field in fields.filter(request_type__code="order_payment", code="payment_method"):
        field.choice_labels = {each: SHIPPED[each] for each in field.choices if each in SHIPPED}
        field.save(update_fields=["choice_labels"])


class Migration(migrations.Migration):
    dependencies = [("workorders", "0013_until_a_day_and_first_characters")]

    operations = [
        migrations.AddField("requestfield", "choice_labels", models.JSONField(default=dict)),
        migrations.RunPython(name_shipped, migrations.RunPython.noop),
    ]
