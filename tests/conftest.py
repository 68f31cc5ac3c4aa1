from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.world import World, make_world

# How quick a busy machine makes examples says nothing about what is tested. A run that judges a change tries the same
# examples each time; new ones are looked for with `ALUR_TEST_PROFILE=searching make test`.
settings.register_profile("alur", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("searching", settings.get_profile("alur"), derandomize=False)
settings.load_profile(os.environ.get("ALUR_TEST_PROFILE", "alur"))


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
