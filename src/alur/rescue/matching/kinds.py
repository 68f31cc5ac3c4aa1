"""The kinds of records that may stand there twice."""

from __future__ import annotations

from typing import Any

from alur.people.models import Organization, Person
from alur.pipeline.models import Deal
from alur.rescue.matching.features import DEAL, ORGANIZATION, PERSON

MODELS: dict[str, Any] = {ORGANIZATION: Organization, PERSON: Person, DEAL: Deal}
