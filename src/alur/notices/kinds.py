"""What one is told of, and by which ways: in the app, by a mail at once, in the mail of the morning.

None: that way is not offered for the kind. Everyone starts with what stands here and switches it for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

APP, MAIL, DIGEST = WAYS = ("app", "mail", "digest")


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    app: bool | None
    mail: bool | None
    digest: bool | None
    is_for_leads: bool = False

    def default(self, way: str) -> bool | None:
        value: bool | None = getattr(self, way)
        return value


# In the order of weight: of several reasons to tell someone of one act, the first is given.
KINDS = (
    Kind("mention", True, True, False),
    Kind("assigned", True, True, False),
    Kind("reminder", True, False, None),
    Kind("changed", True, False, True),
    Kind("followed", True, False, True),
    Kind("rolling", True, False, True),
    Kind("closed", True, False, True, is_for_leads=True),
    Kind("agenda", None, None, True),
    Kind("forgotten", None, None, True),
)
BY_NAME = {kind.name: kind for kind in KINDS}
WEIGHT = {kind.name: place for place, kind in enumerate(KINDS)}
MENTION, ASSIGNED, REMINDER, CHANGED, FOLLOWED, ROLLING, CLOSED, AGENDA, FORGOTTEN = (kind.name for kind in KINDS)
