"""``grandbargain VERB DISPUTE``: the verbs in one group, and what happens when one fails.

Nothing heavy is imported here: ``--help`` must be there at once. Verbs import what they need when
they run.
"""

from __future__ import annotations

from typing import Any

import click

from .bargain_verb import bargain
from .dynamics_verb import dynamics
from .failures import guarded
from .file_verbs import check, list_, new, schema
from .glance_verb import describe
from .import_verb import import_
from .path_verb import path
from .report_verb import report
from .robustness_verb import robustness
from .runs_verb import query, runs
from .stability_verb import stability
from .trust_verb import trust

EPILOG = """\b
DISPUTE is the path of a model file, or a name of the catalogue (grandbargain list).
A name of the catalogue comes first; write ./korea for a file of that name.

\b
Exit codes: 0 done · 2 wrong use, or a file that cannot be read or written ·
3 the model file has problems or lacks a section · 4 no agreement exists (with the proof) ·
5 the budget ended first (with what was proved) · 130 interrupted (with what was finished).

\b
Shell completion, once per shell:
  bash   eval "$(_GRANDBARGAIN_COMPLETE=bash_source grandbargain)"   in ~/.bashrc
  zsh    eval "$(_GRANDBARGAIN_COMPLETE=zsh_source grandbargain)"    in ~/.zshrc
  fish   _GRANDBARGAIN_COMPLETE=fish_source grandbargain | source    in config.fish
"""


class Verbs(click.Group):
    """The group of verbs; what goes wrong in one is told, not thrown at the reader."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; a failure becomes a message and an exit code."""
        return guarded(ctx, super().invoke)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order in which a user meets them."""
        return list(self.commands)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from ..study.provenance import program_version

        click.echo(f"grandbargain {program_version()}")
        ctx.exit()


@click.group(
    cls=Verbs,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and leave.",
)
def cli() -> None:
    """Answer questions about a dispute that is written down in one file.

    Which packages could every party sign? Which is the fairest, and what is it worth to whom? All
    answers come from the one file, exactly where exact is possible, and say so where it is not.
    """


for verb in (
    new, check, schema, list_, describe, bargain, stability, path, trust, dynamics, robustness,
    report, runs, query, import_,
):  # fmt: skip
    cli.add_command(verb)


def main() -> None:
    """Run the command line."""
    cli(prog_name="grandbargain")
