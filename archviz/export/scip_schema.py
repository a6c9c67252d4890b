"""The messages of SCIP, the Semantic Code Intelligence Protocol, as far as an index of Go has them.

The names, numbers and types of the fields are those of ``scip.proto`` (https://github.com/scip-code/scip): the format
stands and falls with them. The classes are made of them when they are first asked for, by the library ``protobuf``.
"""

from __future__ import annotations

from enum import IntEnum, IntFlag
from functools import cache
from typing import Any

from archviz.model.errors import ArchvizError

PACKAGE = "scip"
_FIELDS: dict[str, tuple[tuple[str, int, str], ...]] = {
    "Index": (
        ("metadata", 1, "Metadata"),
        ("documents", 2, "Document*"),
        ("external_symbols", 3, "SymbolInformation*"),
    ),
    "Metadata": (
        ("version", 1, "int32"),
        ("tool_info", 2, "ToolInfo"),
        ("project_root", 3, "string"),
        ("text_document_encoding", 4, "int32"),
    ),
    "ToolInfo": (("name", 1, "string"), ("version", 2, "string"), ("arguments", 3, "string*")),
    "Document": (
        ("relative_path", 1, "string"),
        ("occurrences", 2, "Occurrence*"),
        ("symbols", 3, "SymbolInformation*"),
        ("language", 4, "string"),
        ("text", 5, "string"),
        ("position_encoding", 6, "int32"),
    ),
    "SymbolInformation": (
        ("symbol", 1, "string"),
        ("documentation", 3, "string*"),
        ("relationships", 4, "Relationship*"),
        ("kind", 5, "int32"),
        ("display_name", 6, "string"),
        ("signature_documentation", 7, "Document"),
        ("enclosing_symbol", 8, "string"),
    ),
    "Relationship": (
        ("symbol", 1, "string"),
        ("is_reference", 2, "bool"),
        ("is_implementation", 3, "bool"),
        ("is_type_definition", 4, "bool"),
        ("is_definition", 5, "bool"),
    ),
    "Occurrence": (
        ("range", 1, "int32*"),
        ("symbol", 2, "string"),
        ("symbol_roles", 3, "int32"),
        ("enclosing_range", 7, "int32*"),
    ),
}
"""The fields of each message: name, number and type, with a star for a repeated one.

An enumeration is written as its number, on the wire the same as an int32 (https://protobuf.dev/programming-guides/encoding).
"""

UTF8_TEXT = 1
"""TextEncoding.UTF8"""
UTF8_COLUMNS = 1
"""PositionEncoding.UTF8CodeUnitOffsetFromLineStart"""


class Kind(IntEnum):
    """SymbolInformation.Kind, of what Go has."""

    CONSTANT = 8
    FIELD = 15
    FUNCTION = 17
    INTERFACE = 21
    METHOD = 26
    METHOD_SPECIFICATION = 67
    PACKAGE = 35
    STRUCT = 49
    TYPE = 54
    TYPE_ALIAS = 55
    VARIABLE = 61


class Role(IntFlag):
    """SymbolRole, as a set of bits."""

    DEFINITION = 1
    IMPORT = 2
    WRITE_ACCESS = 4
    READ_ACCESS = 8
    TEST = 32


@cache
def messages() -> dict[str, Any]:
    """The classes of the messages by their names. Raises ArchvizError where the library is not installed."""
    try:
        from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
    except ImportError as error:
        raise ArchvizError(
            "SCIP needs the library protobuf, which is not installed", hint="pip install 'archviz[scip]'"
        ) from error
    kinds = descriptor_pb2.FieldDescriptorProto
    scalars = {"string": kinds.TYPE_STRING, "int32": kinds.TYPE_INT32, "bool": kinds.TYPE_BOOL}
    file = descriptor_pb2.FileDescriptorProto(name="scip.proto", package=PACKAGE, syntax="proto3")
    for name, fields in _FIELDS.items():
        message = file.message_type.add(name=name)
        for field, number, written in fields:
            type_, star, _ = written.partition("*")
            made = message.field.add(name=field, number=number, type=scalars.get(type_, kinds.TYPE_MESSAGE))
            made.label = kinds.LABEL_REPEATED if star else kinds.LABEL_OPTIONAL
            if type_ not in scalars:
                made.type_name = f".{PACKAGE}.{type_}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{PACKAGE}.{name}")) for name in _FIELDS}
