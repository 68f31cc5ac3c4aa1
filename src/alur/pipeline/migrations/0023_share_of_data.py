from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pipeline', '0022_needs'),
    ]

    operations = [
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
