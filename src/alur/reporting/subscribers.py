from __future__ import annotations

import re

from alur.events.recording import Operation
from alur.events.subscribing import within
from alur.fields.facts import FieldRetyped
from alur.reporting.models import SavedView


@within(FieldRetyped)
def show_the_field_of_the_new_type(fact: FieldRetyped, act: Operation) -> None:
    """Views that show or ask for the field do so for the one that took its place, at the same place."""
    old, new = f"f{fact.record}", f"f{fact.made}"
    named = re.compile(rf"\b{old}\b")
    for view in SavedView.objects.filter(workspace_id=act.workspace_id):
        columns = [new if column == old else column for column in view.columns]
        asked, order = named.sub(new, view.filter), named.sub(new, view.sort)
        if (columns, asked, order) != (view.columns, view.filter, view.sort):
            SavedView.objects.filter(workspace_id=act.workspace_id, id=view.id).update(
                columns=columns, filter=asked, sort=order
            )
