"""Contents of files, kept once: two runs from the same tables share them.

A content is called by its digest (SHA-256) and kept compressed. What is read back is checked
against its digest.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from planner.store.store import StoreError
from planner.store.tables import actual_files, blobs, files

LOCK = 7_269_311
"""Names the lock of PostgreSQL that keeps what is just being used from being dropped."""


@dataclass(frozen=True)
class Packed:
    """A content ready to be kept."""

    digest: str
    size: int
    """Bytes before compression."""
    compressed: bytes


def packed(content: bytes) -> Packed:
    return Packed(digest_of(content), len(content), zlib.compress(content))


def digest_of(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def keep(connection: sa.Connection, contents: Iterable[Packed]) -> None:
    """Keep contents, those that are there already as they are; within a transaction.

    What refers to them is to be written in the same transaction.
    """
    _lock(connection, shared=True)
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    # In one order: two who keep the same contents would else wait for each other.
    for content in sorted(contents, key=lambda content: content.digest):
        row = {"digest": content.digest, "size": content.size, "content": content.compressed}
        connection.execute(insert(blobs).values(row).on_conflict_do_nothing())


def content_of(connection: sa.Connection, digest: str) -> bytes:
    """A content by its digest. Errors: StoreError where it is not there or not what it was."""
    found = connection.scalar(sa.select(blobs.c.content).where(blobs.c.digest == digest))
    if found is None:
        raise StoreError(f"the content {digest} is not in the store")
    try:
        content = zlib.decompress(found)
    except zlib.error as error:
        raise StoreError(f"the content {digest} cannot be read: {error}") from error
    if digest_of(content) != digest:
        raise StoreError(f"the content {digest} is not what was kept")
    return content


def drop_unused(connection: sa.Connection) -> tuple[int, int]:
    """Drop what nothing refers to; how many contents, and of how many bytes as kept."""
    alone(connection)
    used = (
        sa.select(table.c.digest).where(table.c.digest == blobs.c.digest)
        for table in (files, actual_files)
    )
    unused = sa.and_(*(~sa.exists(rows) for rows in used))
    sizes = sa.select(sa.func.count(), sa.func.sum(sa.func.length(blobs.c.content)))
    number, size = connection.execute(sizes.where(unused)).one()
    connection.execute(sa.delete(blobs).where(unused))
    return int(number), int(size or 0)


def alone(connection: sa.Connection) -> None:
    """Until the transaction ends, nobody else keeps or drops contents."""
    _lock(connection, shared=False)


def _lock(connection: sa.Connection, shared: bool) -> None:
    """Until the transaction ends. SQLite has one writer at a time anyway."""
    if connection.dialect.name == "postgresql":
        alone, beside = sa.func.pg_advisory_xact_lock, sa.func.pg_advisory_xact_lock_shared
        connection.execute(sa.select((beside if shared else alone)(LOCK)))
