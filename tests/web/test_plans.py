"""What a hot request asks for is reached by an index made for it, not by looking through a workspace.

SQLite tells how it would go before it has any statistics: the hardest case. PostgreSQL reads tables this small whole.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.web.test_query_counts import fill
from tests.world import World, sign_in

pytestmark = pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads tables this small whole")

GROWS = (
    "pipeline_deal", "pipeline_dealspell", "pipeline_track", "pipeline_trackspell", "pipeline_lineitem",
    "pipeline_evidence", "conversations_activity", "events_event", "events_eventsubject", "people_organization",
    "people_person", "search_searchentry",
)  # fmt: skip
KEYS = 2  # the workspace, and at least one thing more


@pytest.mark.parametrize("asked", ["page", "move", "addition"])
def test_a_request_about_one_deal_looks_at_no_more_than_that_deal(client: Client, world: World, asked: str) -> None:
    fill(world, range(3))
    deal = world.make_deal("Mesin roti", amount=5_000_000)
    sign_in(client, world.wati)
    step = {"step": "Telepon", "step_kind": "call", "due_on": "31/12/2030", "due_time": "09:00"}
    with CaptureQueriesContext(connection) as queries:
        if asked == "page":
            answer = client.get(f"/deals/{deal.id}/")
        elif asked == "move":
            form = {"stage": str(world.stages[2].id)}
            answer = client.post(f"/deals/{deal.id}/stage/", form, headers={"HX-Request": "true"})
        else:
            answer = client.post("/deals/new/", {"company": "Kafe Ruang Tengah", "once": "sekali", **step})
    assert answer.status_code in (200, 204, 302)

    assert [one for query in queries for one in _looks_through(query["sql"])] == []


def test_todays_page_reads_the_agenda_of_one_member_alone(client: Client, world: World) -> None:
    fill(world, range(3))
    world.make_deal("Mesin roti", amount=5_000_000)
    sign_in(client, world.wati)

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/").status_code == 200

    assert [one for query in queries for one in _looks_through(query["sql"])] == []


@pytest.mark.parametrize("wanted", ["", "status:is:open", "status:is:won"])
def test_the_first_page_of_deals_comes_in_the_order_of_an_index(client: Client, world: World, wanted: str) -> None:
    fill(world, range(3))
    sign_in(client, world.wati)

    with CaptureQueriesContext(connection) as queries:
        assert client.get("/deals/", {"filter": wanted}).status_code == 200

    pages = [one["sql"] for one in queries if 'FROM "pipeline_deal"' in one["sql"] and "LIMIT 51" in one["sql"]]
    assert len(pages) == 1
    assert [step for step in _steps(pages[0]) if "ORDER BY" in step] == []


def _steps(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [str(row[3]) for row in cursor.fetchall()]


def _looks_through(sql: str) -> list[str]:
    """The steps of a statement that go through more of a growing table than its keys name."""
    if not sql.startswith(("SELECT", "UPDATE")):
        return []
    found = []
    for step in _steps(sql):
        named = re.match(r"(SCAN|SEARCH) (\w+)", step)
        if named and named[2] in GROWS and (named[1] == "SCAN" or step.count("=?") < KEYS):
            found.append(f"{step}: {sql[:300]}")
    return found
