"""The document tells the truth: schemathesis sends what it allows, and what it forbids, to every operation."""

from __future__ import annotations

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, is_typeddict

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck
from hypothesis import settings as examples
from pydantic import BaseModel

import alur.api
from alur.files.operations.keeping import add_files
from alur.files.operations.staging import Upload, staging
from alur.project.wsgi import application
from tests.files import samples
from tests.world import NOW, World, token_of

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
# Some things a schema cannot say: days to come, an ETag that is still true, a cursor of ours.
schema.config.checks.positive_data_acceptance.expected_statuses = ["2xx", "401", "403", "404", "409", "412", "422"]


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """As Django's own test client has it: a request does not close the connection of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def token(world: World) -> str:
    return token_of(world.wati)


@pytest.fixture
def ids(world: World, settings: Any, tmp_path: Path) -> dict[str, str]:
    """A record behind each kind of id in a path."""
    settings.DATA_DIR = tmp_path
    deal = world.make_deal("Mesin espresso", amount=5_000, tags=["kopi"])
    with staging(world.workspace.id, [Upload("Proposal.pdf", BytesIO(samples.PDF))]) as staged:
        (file,) = add_files(world.workspace.id, "deal", deal.id, staged, by=world.sari, at=NOW)
    return {
        "file_id": str(file.id),
        "deal_id": str(deal.id),
        "pipeline_id": str(world.pipeline.id),
        "stage_id": str(world.stages[0].id),
        "organization_id": str(world.make_organization().id),
        "person_id": str(world.make_person().id),
        "member_id": str(world.sari.id),
    }


def test_no_two_shapes_of_the_document_share_a_name() -> None:
    """The document knows a shape by its name alone: of two that share one, it tells the wrong one somewhere."""
    named: dict[str, set[str]] = defaultdict(set)
    for module in pkgutil.walk_packages(alur.api.__path__, "alur.api."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, type) and value.__module__.startswith("alur.api."):
                if is_typeddict(value) or issubclass(value, BaseModel):
                    named[name].add(value.__module__)
    assert {name: places for name, places in named.items() if len(places) > 1} == {}


@pytest.mark.slow
@schema.parametrize()
@examples(max_examples=8, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_does_what_the_document_says(case: Any, token: str, ids: dict[str, str]) -> None:
    for name in case.path_parameters or {}:
        if name in ids and case.meta is not None and case.meta.generation.mode.is_positive:
            case.path_parameters[name] = ids[name]
    # Called in this process, nobody unpacks what was compressed for the way.
    case.call_and_validate(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
