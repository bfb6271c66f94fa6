"""Folders that have their name only when all in them is written.

    <name>.unfinished -> <name>

Whoever is killed half way leaves the ending, so that nobody takes a half for a whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import rmtree

UNFINISHED = ".unfinished"


def claimed(folder: Path) -> Path:
    """A new unfinished folder of this name, or numbered, that nobody else has. Errors: OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    for name in _names(folder):
        if name.exists():
            continue
        unfinished = name.with_name(name.name + UNFINISHED)
        try:
            unfinished.mkdir()
        except FileExistsError:
            continue
        return unfinished
    raise AssertionError("numbers do not end")


def finished(unfinished: Path) -> Path:
    """What a folder is called when all of it is written."""
    return unfinished.with_name(unfinished.name.removesuffix(UNFINISHED))


def free(folder: Path) -> Path:
    """The folder, or numbered: the first of these names that is not there."""
    return next(name for name in _names(folder) if not name.exists())


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """Where to write what becomes the folder at the end; it vanishes if that fails.

    Errors: FileExistsError if the folder is there already, or has come to be there; OSError.
    """
    _must_not_be_there(folder)
    unfinished = claimed(folder)
    try:
        yield unfinished
        _must_not_be_there(folder)
        unfinished.rename(folder)
    except BaseException:
        rmtree(unfinished, ignore_errors=True)
        raise


def _names(folder: Path) -> Iterator[Path]:
    yield folder
    yield from (folder.with_name(f"{folder.name}-{number}") for number in count(2))


def _must_not_be_there(folder: Path) -> None:
    if folder.exists():
        raise FileExistsError(f"{folder} is there already")
