"""The verb ``import``: a file of another program becomes a model file."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from .options import output_option, quiet_option
from .output import Output

EXAMPLES = """\b
Example:  grandbargain import gmcr elmira.gmcr -o elmira.yaml
"""


@click.command("import", epilog=EXAMPLES, short_help="A file of another program, as a model file.")
@click.argument("form", metavar="FORMAT", type=click.Choice(["gmcr"]))
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@output_option
@quiet_option
def import_(form: str, source: Path, path: Path | None, quiet: bool) -> None:
    """Rewrite a file of another program as a model file.

    FORMAT gmcr: conflicts that the program GMCR+ saved. What a model file cannot hold is told, and
    stands as a comment in the text.
    """
    from ..errors import UsageError
    from ..importers import import_gmcr
    from ..importers.gmcr_read import MOST_BYTES
    from ..modelfile import parse_dispute
    from ..study.files import write_whole

    importers = {"gmcr": import_gmcr}
    if not source.is_file():
        raise UsageError(f"there is no file {source}")
    if path is not None and path.exists():
        raise UsageError(f"{path} exists already and was left as it is; choose another name")
    with source.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    found = importers[form](data, source.stem)
    parse_dispute(found.text, source.stem)
    output = Output(quiet=quiet)
    for note in found.notes:
        output.note(note)
    if path is None:
        click.echo(found.text, nl=False)
        return
    write_whole(path, found.text)
    click.echo(path)
    output.note(f"next: {shlex.join(['grandbargain', 'stability', str(path)])}")
