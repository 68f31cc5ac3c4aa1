from django.db import migrations, models


def without_the_former_column(apps, schema_editor):
    """For one day the migration before this one made a column of this name, which nothing read."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "pipeline_criterion")}
    if "at_least" in columns:
        schema_editor.execute("ALTER TABLE pipeline_criterion DROP COLUMN at_least")


class Migration(migrations.Migration):

    dependencies = [
        ('pipeline', '0022_needs'),
    ]

    operations = [
        migrations.RunPython(without_the_former_column, migrations.RunPython.noop),
        migrations.AddField(
            model_name='criterion',
            name='at_least',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='criterion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_least__gte', 1), ('at_least__lte', 100), ('field', 'completeness')), models.Q(models.Q(('field', 'completeness'), _negated=True), ('at_least', None)), _connector='OR'), name='criterion_share'),
        ),
    ]
