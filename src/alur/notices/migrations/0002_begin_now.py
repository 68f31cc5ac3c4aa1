"""What was recorded before there were notices is history: nobody is told of it."""

from django.db import migrations

from alur.kernel.ids import new_id

LISTENERS = ("notices", "notices.sight")


def begin_at_the_head(apps, editor):
    heads = apps.get_model("events", "EventHead").objects.values_list("workspace_id", "position")
    subscriptions = apps.get_model("events", "Subscription").objects
    for workspace_id, position in list(heads):
        for name in LISTENERS:
            subscriptions.create(workspace_id=workspace_id, id=new_id(), subscriber=name, position=position)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("events", "0001_initial")]
    operations = [migrations.RunPython(begin_at_the_head, migrations.RunPython.noop)]
