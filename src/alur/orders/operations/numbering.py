"""Numbers of quotes: one after the other in each year of a workspace, without a gap and without a double."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from django.db.models import Max

from alur.events.recording import current_operation
from alur.kernel.ids import new_id
from alur.orders.models import Quote, QuoteHead
from alur.tenancy.inserting import insert_values

_COLUMNS = ("workspace_id", "id", "year", "number")


def take_number(workspace_id: int, year: int) -> int:
    """The next number. Its row is held until the commit: ask for it when all else is written.

    A transaction that fails gives its number back, for it wrote none.
    """
    if current_operation() is None:
        raise RuntimeError("a number is taken inside an operation")
    insert_values(QuoteHead, _COLUMNS, [(workspace_id, new_id(), year, 0)], or_skip=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_quotehead SET number = number + 1 WHERE workspace_id = %s AND year = %s RETURNING number",
            [workspace_id, year],
        )
        return int(cursor.fetchone()[0])


def give_numbers_up(workspace_id: int, deal_ids: Collection[int]) -> None:
    """Quotes of these deals go without their numbers: of a sample that is taken away whole."""
    quotes = Quote.everything.filter(workspace_id=workspace_id, deal_id__in=deal_ids, number__isnull=False)
    quotes.update(year=None, number=None)


def count_anew(workspace_id: int) -> None:
    """The next number follows on the highest that a quote has. Inside an operation, after give_numbers_up."""
    for head in QuoteHead.objects.select_for_update().filter(workspace_id=workspace_id):
        taken = Quote.everything.filter(workspace_id=workspace_id, year=head.year)
        head.number = taken.aggregate(highest=Max("number"))["highest"] or 0
        head.save(update_fields=["number"])
