"""Files brought in and taken back from the command line (CONTRACT.md, Commands)."""

from __future__ import annotations

import json
from pathlib import Path

from alur.pipeline.models import Deal
from tests.cli.test_people import alur, last_word
from tests.world import World

TEXT = "judul,nilai\nMesin,1000\nBeans,1.2M\n"
MAPPING = 'record = "deal"\n[columns]\njudul = "title"\nnilai = "value"\n'


def write(folder: Path) -> tuple[str, str]:
    (folder / "deals.csv").write_text(TEXT)
    (folder / "map.toml").write_text(MAPPING)
    return str(folder / "deals.csv"), str(folder / "map.toml")


def test_an_import_prints_its_counts_and_its_id_and_is_taken_back_by_it(world: World, tmp_path: Path) -> None:
    path, mapping = write(tmp_path)
    errors = tmp_path / "errors.csv"
    workspace = ["--workspace", str(world.workspace.id)]
    result = alur("import", path, "--mapping", mapping, "--errors", str(errors), *workspace)
    assert result.exit_code == 0
    assert "created 1, updated 0, skipped 0, failed 1" in result.stdout
    assert errors.read_text().splitlines()[0] == "judul,nilai,row,error"
    assert errors.read_text().splitlines()[1].startswith("Beans,1.2M,3,nilai")
    undone = alur("import", "undo", last_word(result), *workspace)
    assert undone.exit_code == 0
    assert not Deal.objects.filter(workspace_id=world.workspace.id).exists()


def test_json_is_one_line_with_the_four_counts(world: World, tmp_path: Path) -> None:
    path, mapping = write(tmp_path)
    workspace = ["--workspace", str(world.workspace.id)]
    dry = alur("import", path, "--mapping", mapping, "--dry-run", "--json", *workspace)
    assert json.loads(dry.stdout) == {"created": 1, "updated": 0, "skipped": 0, "failed": 1}
    result = alur("import", path, "--mapping", mapping, "--json", *workspace)
    assert json.loads(result.stdout).keys() == {"import", "created", "updated", "skipped", "failed"}


def test_a_file_that_is_not_there_is_wrong_usage(world: World, tmp_path: Path) -> None:
    _, mapping = write(tmp_path)
    assert alur("import", "nowhere.csv", "--mapping", mapping, "--workspace", str(world.workspace.id)).exit_code == 2
