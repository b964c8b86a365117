# Everything that one can do here: `uv run just` shows this list.
# The recipes of the gate are the steps of .ci/run.

plain_tests := "tests/reference tests/published tests/properties/test_bargain.py::test_the_zoo \
tests/properties/test_utilities.py::test_the_zoo"

# show this list
default:
    @just --list --unsorted

# prepare: the environment with every tool
sync:
    uv sync --locked --all-groups

# the page of a dispute, for example: just report korea
report dispute="korea" *options:
    uv run grandbargain report {{dispute}} {{options}}

# tests of the short loop
test *options:
    uv run pytest {{options}}

# tests that take longer than a few seconds
slow *options:
    uv run pytest -m slow {{options}}

# the small tests with the kernels as plain Python
plain *options:
    NUMBA_DISABLE_JIT=1 uv run pytest -q {{plain_tests}} {{options}}

# the examples in the documents
examples *options:
    uv run pytest tests/docs {{options}}

# repair what the linter and the formatter can repair
tidy:
    uv run ruff check --fix
    uv run ruff format

# lint and format, without changing anything
lint:
    uv run ruff check
    uv run ruff format --check

# types
types:
    uv run basedpyright

# imports run downwards only
contracts:
    uv run lint-imports

# build the documents into docs/_build
docs:
    uv run sphinx-build -W -n --keep-going docs docs/_build

# write the tables of the reference anew from the code
tables:
    uv run python docs/tables.py

# measure the speed claims
bench *options:
    uv run pytest benchmarks --benchmark-enable -n 0 {{options}}

# wheel and source archive into dist
build:
    uv build

# the whole gate, as on the server
gate:
    .ci/run
