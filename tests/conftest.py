from __future__ import annotations

import os
from typing import Any

import pytest

from tests.world import World, make_world


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """With ALUR_TEST_PARTITIONS set (PostgreSQL), every workspace table is hash-partitioned before the first test."""
    if os.environ.get("ALUR_TEST_PARTITIONS"):
        from tests.partitions import partition

        with django_db_blocker.unblock():
            partition()


@pytest.fixture
def world(db: None) -> World:
    return make_world()
