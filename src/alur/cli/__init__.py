"""The command `alur`: one module for each family of commands, loaded only when it is called (docs: CONTRACT, Commands).

A family is a module here with a click command or group named `command`; listing it below is all it needs.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click

from alur import __version__

FAMILIES = (
    "serve",
    "worker",
    "migrate",
    "check",
    "workspace",
    "user",
    "token",
    "demo",
    "import",
    "export",
    "restore",
    "backup",
    "counters",
    "events",
    "search",
    "bench",
)


class Families(click.Group):
    """Commands are imported on demand: `alur --help` needs no Django."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in FAMILIES if find_spec(_module(name)) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = import_module(_module(cmd_name)).command
        return command


def _module(name: str) -> str:
    # `import` is a word of Python's own: that family lives in import_.py.
    return f"alur.cli.{name}_" if name == "import" else f"alur.cli.{name}"


@click.group(cls=Families, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def group() -> None:
    """Alur: the sales pipeline, and the loyalty that grows from it."""


def set_up() -> None:
    """Django, for the commands that need it: call it first inside the command."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
    django.setup()


def say(sentence: str, *, as_json: bool = False, **values: Any) -> None:
    """What a command tells on stdout: the sentence, or with --json the values as one line."""
    click.echo(json.dumps(values, ensure_ascii=False) if as_json else sentence)


def main() -> None:
    """Exit codes: 0 done, 1 refused or failed with a sentence on stderr, 2 wrong usage."""
    from alur.kernel.refusal import Refusal

    try:
        group(standalone_mode=True)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
