"""From failures to messages and exit codes: no reader of this program ever sees a traceback."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from ..errors import GrandbargainError, InvalidModelError
from ..study.stopping import listening
from .output import asked_for_json, clean, print_json

NO_AGREEMENT = 4
"""Exit code: no agreement exists; the proof is printed."""

BUDGET = 5
"""Exit code: the budget ended first; what was proved is printed."""

INTERRUPTED = 130
"""Exit code: the user stopped the work (128 + SIGINT)."""

CANNOT_ACCESS = 2
"""Exit code: a file cannot be read or written."""

READER_LEFT = 141
"""Exit code: whoever read the output closed it (128 + SIGPIPE); nothing is printed."""


def guarded(ctx: click.Context, run: Callable[[click.Context], Any]) -> Any:
    """Run a verb and push out its output; tell failures in words, end with their exit codes."""
    try:
        with listening():
            try:
                return run(ctx)
            finally:
                sys.stdout.flush()
    except InvalidModelError as error:
        if asked_for_json(ctx):
            print_json({"problems": [problem.to_dict() for problem in error.problems]})
        else:
            click.echo(clean(str(error)), err=True)
        code = error.exit_code
    except GrandbargainError as error:
        click.echo(f"Error: {clean(str(error))}", err=True)
        code = error.exit_code
    except KeyboardInterrupt:
        click.echo("Interrupted.", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        _silence(sys.stdout)
        code = READER_LEFT
    except MemoryError:
        click.echo("Error: this computer has too little memory for the question", err=True)
        code = CANNOT_ACCESS
    except OSError as error:
        _silence(sys.stdout)
        click.echo(f"Error: {clean(as_sentence(error))}", err=True)
        code = CANNOT_ACCESS
    ctx.exit(code)
    return None


def as_sentence(error: OSError) -> str:
    """Return what the system refused, with the file.

    Examples
    --------
    >>> as_sentence(OSError(28, "No space left on device", "page.html"))
    'page.html: No space left on device'
    """
    reason = error.strerror or str(error) or type(error).__name__
    if error.filename is None:
        return reason
    return f"{os.fsdecode(error.filename)}: {reason}"


def _silence(stream: Any) -> None:
    """Point a stream that cannot be written at nothing, so that closing it says nothing more."""
    with contextlib.suppress(OSError, ValueError):
        handle = stream.fileno()
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, handle)
        os.close(nothing)
