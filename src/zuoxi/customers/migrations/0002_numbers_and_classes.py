"""The sequence behind issued customer numbers, and the classes that the product ships with."""

from django.db import migrations

# Eight digits, so that issued numbers are told from the short ones that a utility brings along.
SEQUENCE = "CREATE SEQUENCE customers_customer_no_seq START 10000001"
NO_SEQUENCE = "DROP SEQUENCE customers_customer_no_seq"

CLASSES = """
INSERT INTO customers_customerclass
    (code, label_zh_hans, label_zh_hant, label_en, position, is_active)
VALUES
    ('ordinary', '普通客户', '一般客戶', 'Ordinary', 1, true),
    ('key_account', '重点客户', '重點客戶', 'Key account', 2, true),
    ('vip', '贵宾客户', '貴賓客戶', 'VIP', 3, true),
    ('potential', '潜在客户', '潛在客戶', 'Potential', 4, true)
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]
    operations = [
        migrations.RunSQL(SEQUENCE, NO_SEQUENCE),
        migrations.RunSQL(CLASSES, "DELETE FROM customers_customerclass"),
    ]
