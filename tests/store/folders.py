"""Folders like those of runs, and runs in a store, without planning anything."""

import json
from pathlib import Path

from planner.store.runs import finish_run, start_run
from planner.store.store import Store

RESULT = {
    "status": "optimal",
    "objective": -3.5,
    "bound": -3.4,
    "gap": 0.03,
    "seconds": 1.5,
    "issues": ["Nothing is landfilled."],
    "facts": {"instance": "tiny", "fingerprint": "abc", "date": "2030-01-31T09:15:00+01:00"},
}
OPTIONS = {"gap": 0.01, "time_limit": float("inf"), "seed": 0}
VERSIONS = {"planner": "0.3.0", "python": "3.11.9"}


def write_folder(folder: Path, **result: object) -> Path:
    """A folder as of a finished run; what is named differs from RESULT."""
    files = {
        "result.json": json.dumps(RESULT | result).encode(),
        "plan/decisions.json": b'{"built":[["Sheffield shredder","large","2030",1.0]]}',
        "inputs/supply.csv": b"site;product\nLeeds;packs\n",
        "inputs/demand.csv": b"",
        "inputs/settings.csv": b"setting,value\ncurrency,EUR\n",
        "map.png": bytes(range(256)) * 40,
        "plan/\u00fcbersicht.csv": "größer;κ\n".encode(),
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path within."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def begun(store: Store, case: str = "tiny", **more: object) -> int:
    """A run that has begun."""
    given = {"kind": "plan", "options": OPTIONS, "versions": VERSIONS} | more
    return start_run(store, case=case, **given)


def finished(store: Store, folder: Path, case: str = "tiny", **more: object) -> int:
    """A run that is finished; its folder is written where there is none."""
    if not folder.exists():
        write_folder(folder, note=folder.name)
    run = begun(store, case, **more)
    result = json.loads((folder / "result.json").read_text())
    finish_run(store, run, result=result, fingerprint="abc", folder=folder)
    return run
