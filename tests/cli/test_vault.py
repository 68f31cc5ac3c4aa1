"""A workspace out and back from the command line (CONTRACT.md, Commands)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import subprocess
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from alur.exchange.operations.copying import _export_each, copy_installation
from alur.exchange.steps import run_through
from alur.exchange.tasks import copy_all
from alur.files.operations.keeping import add_files
from alur.files.operations.staging import Upload, staging
from alur.files.queries.places import place_of
from alur.kernel.refusal import Refusal
from alur.pipeline.models import Deal
from alur.tenancy.models import Workspace
from tests.cli.test_people import alur, last_word
from tests.files import samples
from tests.world import NOW, World, make_world


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


@pytest.mark.django_db(transaction=True)
def test_a_backup_is_a_whole_database_with_everyones_sign_in(tmp_path: Path) -> None:
    world = make_world()
    world.make_deal()
    result = alur("backup", str(tmp_path / "copies"), "--json")
    told = json.loads(result.stdout)
    place = Path(told["path"])
    about = json.loads((place / "backup.json").read_text())
    assert [path.name for path in (tmp_path / "copies").iterdir()] == [place.name]
    assert about["how"] == told["how"] == ("sqlite" if connection.vendor == "sqlite" else "pg_dump")
    for name, digest in about["sha256"].items():
        assert hashlib.sha256((place / name).read_bytes()).hexdigest() == digest
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(place / "alur.sqlite3")) as copy:
            assert copy.execute("SELECT count(*) FROM pipeline_deal").fetchone() == (1,)
            assert copy.execute("SELECT count(*) FROM tenancy_user").fetchone() == (7,)
    else:
        listed = subprocess.run(
            ["pg_restore", "--list", place / "alur.dump"], capture_output=True, text=True, check=True
        )
        assert "TABLE DATA public pipeline_deal" in listed.stdout


def test_a_backup_holds_the_bytes_of_every_file(world: World, tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path / "data"
    deal = world.make_deal()
    with staging(deal.workspace_id, [Upload("denah.pdf", BytesIO(samples.PDF))]) as staged:
        (kept,) = add_files(deal.workspace_id, "deal", deal.id, staged, by=world.sari, at=NOW)
    run_through(copy_installation(tmp_path / "copies", at=NOW))
    (copy,) = (tmp_path / "copies").rglob(f"files/**/{kept.id}")
    assert copy.read_bytes() == place_of(kept).read_bytes() == samples.PDF


def test_a_backup_that_is_stopped_leaves_nothing(world: World, tmp_path: Path) -> None:
    steps = copy_installation(tmp_path / "copies", at=NOW)
    next(steps)
    steps.close()
    assert list((tmp_path / "copies").iterdir()) == []


def test_without_pg_dump_each_workspace_is_exported(world: World, tmp_path: Path) -> None:
    run_through(_export_each(tmp_path, NOW))
    assert sorted(path.name.rsplit("-", 1)[0] for path in tmp_path.iterdir()) == ["arunika-niaga", "lain-jaya"]


def test_a_folder_that_cannot_be_written_to_is_a_sentence(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = alur("backup", str(tmp_path / "file" / "copies"))
    assert isinstance(result.exception, Refusal)
    assert "cannot be written to" in str(result.exception)


def test_at_night_copies_are_made_where_a_folder_is_named_and_old_ones_go(
    world: World, tmp_path: Path, settings: Any
) -> None:
    assert list(copy_all(NOW)) == []
    settings.BACKUP_DIR, settings.BACKUP_DAYS = str(tmp_path), 2
    for name in ("alur-20261101-193000", "alur-20261122-000000", "alur-20261122-193000"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "backup.json").touch()
    (tmp_path / "alur-20200101-000000").mkdir()
    list(copy_all(NOW))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [
        "alur-20200101-000000",  # not one of ours
        "alur-20261101-193000",
        "alur-20261122-193000",
        "alur-20261123-020000",
    ]
