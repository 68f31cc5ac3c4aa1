"""Exports made and looked into."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from alur.exchange.operations.exporting import export_workspace
from alur.exchange.operations.restoring import restore_workspace
from alur.exchange.steps import run_through
from alur.exchange.vault.contents import tables
from alur.tenancy.models import Workspace
from tests.world import NOW, World


def export(world: World, path: Path) -> Path:
    run_through(export_workspace(world.workspace, path, by=world.wati, at=NOW))
    return path


def export_copy(workspace: Workspace, path: Path) -> Path:
    run_through(export_workspace(workspace, path, by=None, at=NOW))
    return path


def restore(path: Path, **options: Any) -> Workspace:
    return run_through(restore_workspace(path, at=NOW, **options)).workspace


def sums(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {one["name"]: one["sha256"] for one in json.loads(file.read("manifest.json"))["entries"]}


def rows_outside(workspaces: set[int]) -> int:
    return sum(table.model._base_manager.exclude(workspace_id__in=workspaces).count() for table in tables())
