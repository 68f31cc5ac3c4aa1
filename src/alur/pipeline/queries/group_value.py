"""What is open at a company and at all that is a part of it, as far as the asker may see the deals."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from alur.people.models import Organization
from alur.pipeline.access import owners_seen_by
from alur.pipeline.models import Deal
from alur.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Value:
    """Open deals: how many, and minor units of the workspace's currency."""

    count: int = 0
    amount: int = 0
    weighted: int = 0

    def __add__(self, other: Value) -> Value:
        return Value(self.count + other.count, self.amount + other.amount, self.weighted + other.weighted)


def open_value_by_branch(member: Member, organization_id: int) -> dict[int, Value]:
    """For each direct part of a company, with all that lies below it: what is open there. One query at any depth.

    UNION, not UNION ALL: a circle, should one ever be, ends.
    """
    owners = owners_seen_by(member)
    mine, owned = "", []
    if owners is not None:
        owned = sorted(owners)
        mine = f"AND (deal.owner_id IS NULL OR deal.owner_id IN ({', '.join(['%s'] * len(owned)) or 'NULL'}))"
    company, deal = Organization._meta.db_table, Deal._meta.db_table
    sql = f"""
        WITH RECURSIVE below(id, branch) AS (
            SELECT id, id FROM {company} WHERE workspace_id = %s AND parent_id = %s AND deleted_at IS NULL
            UNION
            SELECT part.id, below.branch FROM {company} part JOIN below ON part.parent_id = below.id
            WHERE part.workspace_id = %s AND part.deleted_at IS NULL
        )
        SELECT below.branch, count(*), sum(deal.amount), sum(deal.amount * deal.probability)
        FROM below JOIN {deal} deal ON deal.workspace_id = %s AND deal.organization_id = below.id
        WHERE deal.status = 'open' AND deal.deleted_at IS NULL {mine}
        GROUP BY below.branch
    """  # noqa: S608  (names of tables, and a place for each value)
    workspace_id = member.workspace_id
    with connection.cursor() as cursor:
        cursor.execute(sql, [workspace_id, organization_id, workspace_id, workspace_id, *owned])
        return {
            branch: Value(count, int(amount), (int(hundredfold) + 50) // 100)
            for branch, count, amount, hundredfold in cursor.fetchall()
        }
