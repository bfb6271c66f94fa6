"""Watching: whether the tables of a case have changed, by their content.

A place is a workbook or another file, a folder of CSV files, or an address (http, https, file) of
a workbook. Dates and tags that a share gives are not trusted: what counts is the SHA-256 of the
content. A file that is being written is left until its size and time have been still for a while.
"""

import hashlib
import os
import re
import tempfile
import time
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urlsplit
from urllib.request import Request, url2pathname, urlopen

LARGEST = 200 * 2**20
"""Bytes at most of what is watched."""
PATIENCE = 20.0
"""Seconds for which an address may be silent; a whole download may take ten times that."""
SURELY_STILL = 60.0
"""Seconds after which a file counts as still at once: clocks of shares are off by less."""
BLOCK = 2**20

Shape = tuple[tuple[str, int, int], ...]
"""Name, size and time of every file."""

_noticed: dict[str, tuple[float, Shape]] = {}
"""By place, since when (seconds of this process) it has had a shape."""


class WatchError(Exception):
    """What is watched cannot be read; says why, without passwords."""


class StillChanging(WatchError):
    """What is watched is being written: look again later."""


def refuse_place(place: str) -> None:
    """Errors: WatchError where a place can never be watched."""
    if not place.strip():
        raise WatchError("nothing is given to watch")
    if "://" not in place:
        return
    parts = urlsplit(place)
    if parts.username or parts.password:
        raise WatchError(
            "the address to watch holds a user or password, which would be stored: "
            "let the share be read without, or mount it and watch the file"
        )
    if parts.scheme not in ("http", "https", "file"):
        raise WatchError(
            f"{place} is neither a file, a folder, nor an address of http, https, file"
        )


def is_address(place: str) -> bool:
    """Whether a place must be downloaded before it can be planned."""
    return urlsplit(place).scheme in ("http", "https")


def path_of(place: str) -> Path:
    """The path of a place on this machine: itself, or that of a file:// address."""
    if place.startswith("file://"):
        return Path(url2pathname(urlsplit(place).path))
    return Path(place)


def fingerprint_of(place: str, still: float = 2.0) -> str:
    """The SHA-256, in hexadecimal, of the content of a file, a folder of CSV files, or an address.

    still: seconds for which size and time must not have changed.
    Errors: StillChanging where something is written there, WatchError where it cannot be read.
    """
    refuse_place(place)
    if is_address(place):
        return _digest(_downloaded(place))
    path = path_of(place)
    try:
        before = _settled(place, path, still)
        digests = {name: _of_file(path / name, size) for name, size, _ in before}
        if _shape(path) != before:
            raise StillChanging(f"{place} changed while it was read")
    except OSError as error:
        raise WatchError(f"cannot read {place}: {error.strerror or type(error).__name__}") from None
    if "" in digests:
        return digests[""]
    return _digest("".join(f"{name}\0{digest}\n" for name, digest in digests.items()).encode())


def local_copy(place: str, digest: str | None, folder: Path) -> Path:
    """Where to plan an address from: its content in a file of the same name under a folder.

    digest: the fingerprint wanted; if it is at hand nothing is downloaded, else what is there now.
    Errors: WatchError.
    """
    name = _file_name(place)
    if digest is not None and (folder / digest[:16] / name).exists():
        return folder / digest[:16] / name
    content = _downloaded(place)
    file = folder / _digest(content)[:16] / name
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, unfinished = tempfile.mkstemp(dir=file.parent, prefix=".", suffix=".unfinished")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(unfinished, file)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise
    return file


def _of_file(file: Path, size: int) -> str:
    if size > LARGEST:
        raise WatchError(f"{file} has {size:,} bytes; at most {LARGEST:,} are read")
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _settled(place: str, path: Path, still: float) -> Shape:
    """The shape of a path that is not being written, as far as can be seen."""
    shape = _shape(path)
    if not shape:
        raise WatchError(f"folder {place} holds no CSV files")
    age = time.time() - max(changed for _, _, changed in shape) / 1e9
    if age > SURELY_STILL + still:
        return shape
    since, noticed = _noticed.get(place, (0.0, ()))
    if noticed != shape:
        since = time.monotonic()
        _noticed[place] = since, shape
    if (left := since + still - time.monotonic()) > 0:
        time.sleep(left)
        if (later := _shape(path)) != shape:
            _noticed[place] = time.monotonic(), later
            raise StillChanging(f"{place} is being written")
    return shape


def _shape(path: Path) -> Shape:
    if not path.is_dir():
        status = path.stat()
        return (("", status.st_size, status.st_mtime_ns),)
    files = sorted(file for file in path.iterdir() if file.suffix.lower() == ".csv")
    return tuple((file.name, (s := file.stat()).st_size, s.st_mtime_ns) for file in files)


def _downloaded(address: str) -> bytes:
    """The content of an address, whole. Errors: WatchError."""
    ends = time.monotonic() + 10 * PATIENCE
    content = bytearray()
    request = Request(address, headers={"Cache-Control": "no-cache", "User-Agent": "planner"})
    try:
        with closing(urlopen(request, timeout=PATIENCE)) as answer:
            announced = answer.headers.get("Content-Length")
            while block := answer.read(BLOCK):
                content += block
                if len(content) > LARGEST:
                    raise WatchError(f"{shown(address)} has more than {LARGEST:,} bytes")
                if time.monotonic() > ends:
                    raise WatchError(f"{shown(address)} took longer than {10 * PATIENCE:g} s")
    except HTTPError as error:
        with error:
            raise WatchError(f"{shown(address)} answers {error.code}") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        told = getattr(reason, "strerror", None) or type(reason).__name__
        raise WatchError(f"cannot reach {shown(address)}: {told}") from None
    if announced is not None and announced.isdigit() and len(content) != int(announced):
        raise WatchError(f"{shown(address)} broke off after {len(content):,} bytes")
    if not content:
        raise WatchError(f"{shown(address)} is empty")
    return bytes(content)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _file_name(address: str) -> str:
    last = unquote(urlsplit(address).path).rsplit("/", 1)[-1]
    return re.sub(r"[^\w.-]", "_", last).lstrip(".") or "case.xlsx"


def shown(place: str) -> str:
    """A place as it may be told: an address without what may hold a key, after the path."""
    return urlsplit(place)._replace(query="", fragment="").geturl() if is_address(place) else place
