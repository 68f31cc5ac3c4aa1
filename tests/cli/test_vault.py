"""A workspace out and back from the command line (CONTRACT.md, Commands)."""

from __future__ import annotations

import json
from pathlib import Path

from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal
from alur.tenancy.models import Workspace
from tests.cli.test_people import alur, last_word
from tests.world import World


def test_a_workspace_goes_out_and_comes_back_under_a_new_name(world: World, tmp_path: Path) -> None:
    deal = world.make_deal()
    path = str(tmp_path / "out.zip")
    out = alur("export", path, "--workspace", str(world.workspace.id))
    assert out.exit_code == 0
    assert out.stdout.strip().endswith(f"files of Arunika Niaga are in {path}")
    back = alur("restore", path, "--name", "Arunika Uji")
    assert back.exit_code == 0
    assert "6 of 6 members can enter" in back.stdout
    made = Workspace.objects.get(id=int(last_word(back)))
    assert made.name == "Arunika Uji"
    assert Deal.objects.get(workspace_id=made.id).id == deal.id


def test_json_says_how_much_it_was(world: World, tmp_path: Path) -> None:
    world.make_deal()
    path = str(tmp_path / "out.zip")
    out = json.loads(alur("export", path, "--json", "--workspace", str(world.workspace.id)).stdout)
    assert (out["tables"]["pipeline.Deal"], out["files"], out["path"]) == (1, 0, path)
    back = json.loads(alur("restore", path, "--json").stdout)
    assert back["rows"] == out["rows"]
    assert Workspace.objects.get(id=int(back["workspace"])).name == back["name"] == "Arunika Niaga (2)"


def test_a_file_that_is_no_export_is_refused_with_a_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no zip at all")
    before = Workspace.objects.count()
    result = alur("restore", str(tmp_path / "x.zip"))
    assert isinstance(result.exception, Refusal)
    assert "no zip" in str(result.exception)
    assert Workspace.objects.count() == before
    assert alur("restore", str(tmp_path / "nowhere.zip")).exit_code == 2
