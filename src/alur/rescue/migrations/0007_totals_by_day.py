from collections import defaultdict
from datetime import UTC

from django.db import migrations, models

from alur.kernel.ids import new_id


def add_up(apps, schema_editor):
    """The days of the rows of the queue that are there already; their weeks are there."""
    sums = defaultdict(lambda: [0, 0])
    rows = apps.get_model("rescue", "Watch").objects.filter(forgotten_from__year__lt=9999)
    for workspace_id, owner_id, since, stake in rows.values_list(
        "workspace_id", "owner_id", "forgotten_from", "stake"
    ).iterator(5000):
        cell = sums[workspace_id, owner_id, since.astimezone(UTC).date()]
        cell[0] += 1
        cell[1] += stake
    total = apps.get_model("rescue", "WatchTotal")
    total.objects.bulk_create(
        [
            total(
                workspace_id=workspace_id, id=new_id(), owner_id=owner_id, span="d", starts_on=day, count=count, stake=stake
            )
            for (workspace_id, owner_id, day), (count, stake) in sorted(sums.items())
        ],
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('rescue', '0006_look_now'),
    ]

    operations = [
        migrations.AddField(
            model_name='watchtotal',
            name='span',
            field=models.CharField(choices=[('d', 'Day'), ('w', 'Week')], default='w', max_length=1),
        ),
        migrations.RemoveConstraint(model_name='watchtotal', name='watch_total_once'),
        migrations.AddConstraint(
            model_name='watchtotal',
            constraint=models.UniqueConstraint(
                fields=('workspace_id', 'span', 'starts_on', 'owner_id'), name='watch_total_once'
            ),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),
    ]
