"""Every icon that a template names is in the set: a missing one is an empty place before a word, and no error."""

from __future__ import annotations

import re
from pathlib import Path

WEB = Path(__file__).parents[2] / "src/alur/web"
NAMED = re.compile(r"""\bicon\("([\w-]+)"|icons\.svg[^"#]*#i-([\w-]+)""")


def test_every_icon_named_in_a_template_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', (WEB / "static/icons.svg").read_text()))
    named = {(one[0] or one[1], path.name) for path in WEB.rglob("*.html") for one in NAMED.findall(path.read_text())}
    assert len(named) > 100
    assert sorted(one for one in named if one[0] not in drawn) == []
