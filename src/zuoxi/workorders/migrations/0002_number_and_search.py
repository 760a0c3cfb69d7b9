"""The sequence of order numbers, and the index that finds two neighbouring characters."""

from django.db import migrations

_BIGRAMS = """
CREATE FUNCTION zuoxi_bigrams(input text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(input, place, 2)), '{}')
    FROM generate_series(1, length(input) - 1) AS place
$$
"""


class Migration(migrations.Migration):
    dependencies = [("workorders", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE workorders_number", "DROP SEQUENCE workorders_number"),
        migrations.RunSQL(_BIGRAMS, "DROP FUNCTION zuoxi_bigrams(text)"),
        migrations.RunSQL(
            "CREATE INDEX order_text_bigrams ON workorders_ordertext"
            " USING gin (zuoxi_bigrams(text))",
            "DROP INDEX order_text_bigrams",
        ),
    ]
