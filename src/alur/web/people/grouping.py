"""A company among those that it is a part of, and those that are parts of it, with what is open at each."""

from __future__ import annotations

from dataclasses import dataclass

from alur.people.models import Organization
from alur.people.queries.group import ancestors_of, children_of
from alur.pipeline.queries.engagement import Engagement
from alur.pipeline.queries.group_value import Value, open_value_by_branch
from alur.web.shell.requests import MemberRequest


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the company; `value` is what is open there and below."""

    company: Organization
    value: Value


@dataclass(frozen=True, slots=True)
class Group:
    """`whole` is what is open at the company and at all its parts."""

    above: list[Organization]
    branches: list[Branch]
    whole: Value

    def __bool__(self) -> bool:
        return bool(self.above or self.branches)


def group_of(request: MemberRequest, company: Organization, own: Engagement) -> Group:
    values = open_value_by_branch(request.member, company.id)
    mine = Value(own.counts.get("open", 0), own.amounts.get("open", 0), own.weighted)
    branches = [Branch(one, values.get(one.id, Value())) for one in children_of(company)]
    return Group(ancestors_of(company), branches, sum(values.values(), mine))
