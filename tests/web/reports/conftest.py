"""Reports are read at noon, by Wati, who sees all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.world import NOW, World, sign_in


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        yield


@pytest.fixture
def wati(client: Client, world: World) -> Client:
    return sign_in(client, world.wati)
