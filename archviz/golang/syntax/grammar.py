"""The numbers of tree-sitter's grammar of Go: of the kinds of nodes and of the fields that their children are in.

A number is had of a node in a fraction of the time that a name takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import tree_sitter_go
from tree_sitter import Language

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGE = Language(tree_sitter_go.language())
_Value = TypeVar("_Value")


def by_number(names: Mapping[str, _Value]) -> dict[int, _Value]:
    """Values by the numbers of the kinds whose names they were given by; some names are those of several kinds."""
    kinds = ((number, LANGUAGE.node_kind_for_id(number)) for number in range(LANGUAGE.node_kind_count))
    return {number: names[name] for number, name in kinds if name is not None and name in names}


def _kind(name: str) -> int:
    number = LANGUAGE.id_for_node_kind(name, True)
    if number is None:
        raise LookupError(f"tree-sitter-go has no node {name}")
    return number


def _field(name: str) -> int:
    number = LANGUAGE.field_id_for_name(name)
    if number is None:
        raise LookupError(f"tree-sitter-go has no field {name}")
    return number


class SyntaxKind:
    """Kinds of nodes (``Node.kind_id``)."""

    BINARY_EXPRESSION = _kind("binary_expression")
    COMMUNICATION_CASE = _kind("communication_case")
    CONST_DECLARATION = _kind("const_declaration")
    CONST_SPEC = _kind("const_spec")
    DEFAULT_CASE = _kind("default_case")
    EXPRESSION_CASE = _kind("expression_case")
    EXPRESSION_LIST = _kind("expression_list")
    FIELD_DECLARATION = _kind("field_declaration")
    FOR_CLAUSE = _kind("for_clause")
    FUNCTION_DECLARATION = _kind("function_declaration")
    FUNCTION_TYPE = _kind("function_type")
    IF_STATEMENT = _kind("if_statement")
    KEYED_ELEMENT = _kind("keyed_element")
    LABEL_NAME = _kind("label_name")
    LITERAL_ELEMENT = _kind("literal_element")
    METHOD_DECLARATION = _kind("method_declaration")
    METHOD_ELEM = _kind("method_elem")
    PARAMETER_DECLARATION = _kind("parameter_declaration")
    PARAMETER_LIST = _kind("parameter_list")
    PARENTHESIZED_EXPRESSION = _kind("parenthesized_expression")
    PARENTHESIZED_TYPE = _kind("parenthesized_type")
    RANGE_CLAUSE = _kind("range_clause")
    STATEMENT_LIST = _kind("statement_list")
    TYPE_ALIAS = _kind("type_alias")
    TYPE_CASE = _kind("type_case")
    TYPE_DECLARATION = _kind("type_declaration")
    TYPE_ELEM = _kind("type_elem")
    TYPE_PARAMETER_DECLARATION = _kind("type_parameter_declaration")
    TYPE_SPEC = _kind("type_spec")
    VARIADIC_ARGUMENT = _kind("variadic_argument")
    VARIADIC_PARAMETER_DECLARATION = _kind("variadic_parameter_declaration")
    VAR_DECLARATION = _kind("var_declaration")
    VAR_SPEC = _kind("var_spec")
    VAR_SPEC_LIST = _kind("var_spec_list")


class SyntaxField:
    """Fields (``Node.child_by_field_id``)."""

    ALIAS = _field("alias")
    ALTERNATIVE = _field("alternative")
    ARGUMENTS = _field("arguments")
    BODY = _field("body")
    CHANNEL = _field("channel")
    COMMUNICATION = _field("communication")
    CONDITION = _field("condition")
    CONSEQUENCE = _field("consequence")
    ELEMENT = _field("element")
    FIELD = _field("field")
    FUNCTION = _field("function")
    INITIALIZER = _field("initializer")
    KEY = _field("key")
    LEFT = _field("left")
    LENGTH = _field("length")
    NAME = _field("name")
    OPERAND = _field("operand")
    OPERATOR = _field("operator")
    PACKAGE = _field("package")
    PARAMETERS = _field("parameters")
    RECEIVER = _field("receiver")
    RESULT = _field("result")
    RIGHT = _field("right")
    TAG = _field("tag")
    TYPE = _field("type")
    TYPE_ARGUMENTS = _field("type_arguments")
    TYPE_PARAMETERS = _field("type_parameters")
    UPDATE = _field("update")
    VALUE = _field("value")
