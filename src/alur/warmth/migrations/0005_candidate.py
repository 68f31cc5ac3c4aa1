from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("warmth", "0004_hot_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="weighting",
            name="candidate",
            field=models.JSONField(null=True),
        ),
    ]
