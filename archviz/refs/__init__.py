"""What is pinned and what was proved: a version's commit, digest and providers, and the lock of its proofs."""

from __future__ import annotations

from archviz.refs.called import ProjectName
from archviz.refs.facts import TableFacts, cell_words, table_facts
from archviz.refs.links import link_of_module, link_of_remote
from archviz.refs.lock import Lock, lock_text, renamed_packages
from archviz.refs.lock_files import (
    LockFiles,
    LockHead,
    has_facts,
    lock_files,
    lock_names,
    lock_path,
    packed_path,
    read_head,
    read_lock,
    write_lock,
)
from archviz.refs.pin import (
    Pin,
    PinnedSource,
    Provider,
    ProviderKind,
    last_date,
    pin,
    pin_names,
    pin_path,
    pin_text,
    pins,
)

__all__ = [
    "Lock",
    "LockFiles",
    "LockHead",
    "Pin",
    "PinnedSource",
    "ProjectName",
    "Provider",
    "ProviderKind",
    "TableFacts",
    "cell_words",
    "has_facts",
    "last_date",
    "link_of_module",
    "link_of_remote",
    "lock_files",
    "lock_names",
    "lock_path",
    "lock_text",
    "packed_path",
    "pin",
    "pin_names",
    "pin_path",
    "pin_text",
    "pins",
    "read_head",
    "read_lock",
    "renamed_packages",
    "table_facts",
    "write_lock",
]
