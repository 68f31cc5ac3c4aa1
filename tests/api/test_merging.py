"""Records that became one: what the address of the other says, and the way back."""

from __future__ import annotations

import pytest

from tests.api.asking import caller
from tests.world import World


@pytest.mark.parametrize(
    ("kind", "body"), [("organizations", "organization"), ("persons", "person"), ("deals", "deal")]
)
def test_the_address_of_a_merged_record_names_the_one_it_went_into_until_that_is_undone(
    world: World, kind: str, body: str
) -> None:
    who = caller(world.sari)
    said = "title" if kind == "deals" else "name"
    first, second, third = (who.post(f"/{kind}", {said: "Kopi Lembah Manis"}).json()["id"] for _ in range(3))
    done = who.post(f"/{kind}/{second}/merge", {body: third})
    assert done.json()["record"] == second
    who.post(f"/{kind}/{first}/merge", {body: second})

    for answer in (who.get(f"/{kind}/{third}"), who.patch(f"/{kind}/{third}", {said: "Baru"})):
        assert (answer.status_code, answer.json()["merged_into"]) == (410, first)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert caller(world.citra).get(f"/{kind}/{third}").status_code == 404

    assert who.post(f"/operations/{done.headers['Alur-Operation']}/undo").status_code == 409
    last = who.get(f"/{kind}/{second}")
    assert last.json()["merged_into"] == first


def test_undoing_by_the_api_brings_a_merged_company_back(world: World) -> None:
    who = caller(world.sari)
    first, second = (who.post("/organizations", {"name": "Kopi Lembah Manis"}).json()["id"] for _ in range(2))
    done = who.post(f"/organizations/{first}/merge", {"organization": second})
    undone = who.post(f"/operations/{done.headers['Alur-Operation']}/undo")
    assert undone.status_code == 200, undone.content
    assert who.get(f"/organizations/{second}").status_code == 200
    refused = who.post(f"/organizations/{first}/merge", {"organization": first})
    assert (refused.status_code, "dirinya sendiri" in refused.json()["detail"]) == (422, True)
