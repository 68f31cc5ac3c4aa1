"""Zips that are not ours, broken, cut off, newer or made in bad faith: each a sentence, and nothing is written."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from alur.exchange.models import VaultJob
from alur.exchange.operations.checking import check_export
from alur.exchange.steps import run_through
from alur.exchange.vault.archive import NotOurs
from alur.pipeline.models import Deal
from alur.pipeline.operations.verifying import differences
from alur.tenancy.models import Workspace
from tests.exchange.vault import export, export_copy, restore, rows_outside, sums
from tests.world import World, make_world

DEALS, TEAMS = "tables/pipeline.deal.jsonl", "tables/tenancy.team.jsonl"
Texts = dict[str, bytes]
TEAM = {"id": 5, "name": "x", "lead_id": None, "created_at": "2026-01-01T00:00:00Z"}


def change(path: Path, out: Path, turn: Callable[[Texts], object]) -> Path:
    """The zip again, with its entries changed by `turn`."""
    with zipfile.ZipFile(path) as file:
        texts = {name: file.read(name) for name in file.namelist()}
    turn(texts)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            file.writestr(name, text)
    return out


def manifest_of(texts: Texts) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(texts["manifest.json"])
    return found


def say(texts: Texts, **changes: Any) -> None:
    """Change the manifest."""
    texts["manifest.json"] = json.dumps({**manifest_of(texts), **changes}).encode()


def forge(texts: Texts, name: str, text: bytes) -> None:
    """Put something into an entry, and make the manifest agree, as someone would who means it."""
    entries = [one for one in manifest_of(texts)["entries"] if one["name"] != name]
    is_table = name.endswith(".jsonl")
    rows = text.count(b"\n") if is_table else 0
    entries.append({"name": name, "rows": rows, "bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()})
    texts[name] = text
    say(texts, entries=entries)


def forge_team(**changes: Any) -> Callable[[Texts], object]:
    row = {name: value for name, value in {**TEAM, **changes}.items() if value is not ...}
    return lambda texts: forge(texts, TEAMS, json.dumps(row).encode() + b"\n")


IS_DAMAGED, IS_NOT_OURS, HOLDS_MORE = (
    "is damaged: tables/",
    "no export of Alur",
    "does not hold what its manifest lists",
)
BAD: list[tuple[str, str, Callable[[Texts], object]]] = [
    ("a row changed", IS_DAMAGED, lambda texts: texts.update({DEALS: texts[DEALS].replace(b"Mesin", b"Pesin")})),
    ("a row gone", IS_DAMAGED, lambda texts: texts.update({DEALS: texts[DEALS].split(b"\n", 1)[1]})),
    ("no manifest", IS_NOT_OURS, lambda texts: texts.pop("manifest.json")),
    ("another's manifest", IS_NOT_OURS, lambda texts: say(texts, format="else")),
    ("a manifest that is no JSON", IS_NOT_OURS, lambda texts: texts.update({"manifest.json": b"{"})),
    ("a newer form", "newer Alur (9.1)", lambda texts: say(texts, version=2, alur="9.1")),
    ("newer tables", "newer Alur (9.1)", lambda texts: say(texts, schema={"pipeline": "0999_more"}, alur="9.1")),
    ("a file less", HOLDS_MORE, lambda texts: texts.pop(TEAMS)),
    ("a file more", HOLDS_MORE, lambda texts: texts.update({"../../etc/cron.d/x": b"* * * * *"})),
    ("a way out", "holds something", lambda texts: forge(texts, "../x", b"y")),
    ("a bomb", "holds something", lambda texts: forge(texts, "files/x", bytes(9_000_000))),
    ("a row that is no JSON", IS_DAMAGED, lambda texts: forge(texts, TEAMS, b"{]\n")),
    ("a row that is no object", IS_DAMAGED, lambda texts: forge(texts, TEAMS, b"[5]\n")),
    ("a column less", IS_DAMAGED, forge_team(created_at=...)),
    ("a column more", IS_DAMAGED, forge_team(workspace_id=1)),
    ("no instant", IS_DAMAGED, forge_team(created_at="soon")),
    ("no id", IS_DAMAGED, forge_team(id="5")),
    ("no name", IS_DAMAGED, forge_team(name=None)),
    ("a name too long", IS_DAMAGED, forge_team(name="x" * 81)),
    ("an id twice", IS_DAMAGED, lambda texts: forge(texts, TEAMS, texts[TEAMS] * 2)),
]


def test_every_bad_zip_is_refused_with_a_sentence_and_nothing_is_written(full: World, tmp_path: Path) -> None:
    path = export(full, tmp_path / "out.zip")
    before = set(Workspace.everything.values_list("id", flat=True))
    for what, sentence, turn in BAD:
        bad = change(path, tmp_path / "bad.zip", turn)
        with pytest.raises(NotOurs) as refused:
            restore(bad)
        assert sentence in str(refused.value), what
        assert set(Workspace.everything.values_list("id", flat=True)) == before, what
        assert rows_outside(before) == 0, what


@pytest.mark.parametrize("part", [0, 1, 100, 0.3, 0.999])
def test_a_zip_that_was_cut_off_is_refused(world: World, tmp_path: Path, part: float) -> None:
    whole = export(world, tmp_path / "out.zip").read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: int(part * len(whole)) if part < 1 else int(part)])
    with pytest.raises(NotOurs, match="its end is missing"):
        run_through(check_export(cut))


def test_a_byte_that_rotted_is_found_wherever_it_says_something(world: World, tmp_path: Path) -> None:
    path = export(world, tmp_path / "out.zip")
    whole, rotten = path.read_bytes(), tmp_path / "rotten.zip"
    found = 0
    for place in range(0, len(whole), len(whole) // 150):
        rotten.write_bytes(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :])
        try:
            run_through(check_export(rotten))
        except NotOurs:
            found += 1
    assert found > 75, "what is left are times and flags that nobody reads"


def test_an_older_export_is_taken_in_and_what_came_later_gets_its_default(full: World, tmp_path: Path) -> None:
    def age(texts: dict[str, bytes]) -> None:
        manifest = json.loads(texts["manifest.json"])
        manifest["tables"]["pipeline.Deal"].remove("temperature")
        for label in ("pipeline.Evidence", "pipeline.LossTotal"):
            del manifest["tables"][label]
            name = f"tables/{label.lower()}.jsonl"
            manifest["entries"] = [one for one in manifest["entries"] if one["name"] != name]
            del texts[name]
        texts["manifest.json"] = json.dumps(manifest).encode()
        rows = [json.loads(line) for line in texts[DEALS].splitlines()]
        for row in rows:
            del row["temperature"]
        forge(texts, DEALS, "".join(json.dumps(row) + "\n" for row in rows).encode())

    copy = restore(change(export(full, tmp_path / "out.zip"), tmp_path / "old.zip", age))
    assert set(Deal.objects.filter(workspace_id=copy.id).values_list("temperature", flat=True)) == {"cold"}
    assert {one.table for one in differences(copy.id)} <= {"stage"}, "why deals were lost is counted anew"


def test_an_export_whose_columns_are_gone_since_says_which_way_there_is(world: World, tmp_path: Path) -> None:
    def age(texts: dict[str, bytes]) -> None:
        manifest = json.loads(texts["manifest.json"])
        manifest["tables"]["pipeline.Deal"].append("mood")
        texts["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(NotOurs, match=r"older Alur .* whose pipeline.Deal .* export again"):
        restore(change(export(world, tmp_path / "out.zip"), tmp_path / "old.zip", age))


@pytest.mark.django_db(transaction=True)
def test_a_row_that_points_at_nothing_takes_all_out_again(tmp_path: Path) -> None:
    world = make_world()
    world.make_deal()
    path = export(world, tmp_path / "out.zip")
    before = set(Workspace.everything.values_list("id", flat=True))

    def point_away(texts: dict[str, bytes]) -> None:
        forge(texts, DEALS, texts[DEALS].replace(b'"stage_id":', b'"stage_id":1'))

    with pytest.raises(NotOurs, match=r"damaged: tables/pipeline\.deal"):
        restore(change(path, tmp_path / "bad.zip", point_away))
    assert set(Workspace.everything.values_list("id", flat=True)) == before
    assert rows_outside(before) == 0
    copy = restore(path)
    connection.check_constraints()
    export_copy(copy, tmp_path / "second.zip")
    assert sums(path) == sums(tmp_path / "second.zip"), "read on a connection of its own"
    assert not VaultJob.objects.filter(workspace_id=copy.id).exists()
