"""The words that a diagram says by itself, in the article's languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from archviz.model.figure import CardKind, Change
from archviz.model.relations import RelationKind as R

if TYPE_CHECKING:
    from archviz.model.figure import Edge, VerifiedDiagram

SIGNS = {Change.SAME: "", Change.ADDED: "+", Change.REMOVED: "\N{MINUS SIGN}", Change.CHANGED: "\N{NOT EQUAL TO}"}
"""What stands before the text of a part that differs between two versions."""


@dataclass(frozen=True, slots=True)
class Words:
    """One language. ``verbs`` stand on lines and in sentences, ``meanings`` in the legend.

    ``all_types`` and ``implement`` speak of all implementers at once, ``stores_into`` of the map that something is put
    into. ``undrawn`` introduces relations that are not drawn, of members without a row and those that are not certain.
    ``told`` says a change and what it befell, ``was`` what it was before, ``was_in`` in
    which package, ``was_at`` where in a chain, ``unnamed`` stands for a
    version that is not known.
    """

    cards: dict[CardKind, str]
    verbs: dict[R, str]
    meanings: dict[R, str]
    all_types: str
    implement: str
    stores_into: str
    implementers: str
    chain: str
    package: str
    fields: str
    methods: str
    hidden: dict[str, str]
    embedded: str
    in_order: str
    asserted: str
    undrawn: str
    undrawn_hidden: str
    undrawn_guesses: str
    on_path: str
    always: str
    exported: str
    unexported: str
    legend: str
    types: str
    relations: str
    by_assertion: str
    changes: dict[Change, str]
    told: str
    was: str
    was_in: str
    was_at: str
    unnamed: str
    join: str
    end: str


_ENGLISH = Words(
    cards={
        CardKind.STRUCT: "struct", CardKind.INTERFACE: "interface", CardKind.TYPE: "type", CardKind.FUNC: "func",
        CardKind.IMPLEMENTERS: "implementers", CardKind.CHAIN: "chain",
    },
    verbs={
        R.CALL: "calls", R.DYNCALL: "calls", R.REF: "refers to", R.CREATES: "creates", R.HOLDS: "holds",
        R.EMBEDS: "embeds", R.IMPLEMENTS: "implements", R.STORES: "stores", R.SETS: "is set from", R.SENDS: "sends to",
        R.RECEIVES: "receives from",
    },
    meanings={
        R.CALL: "call", R.DYNCALL: "call of a function value", R.REF: "use as a value", R.CREATES: "creates",
        R.HOLDS: "holds in a field", R.EMBEDS: "embeds", R.IMPLEMENTS: "implements", R.STORES: "puts into a map",
        R.SETS: "a field is set from", R.SENDS: "sends on a channel", R.RECEIVES: "receives from a channel",
    },
    all_types="{count} types", implement="implement", stores_into="stores into",
    implementers="{count} implementers", chain="{count} wrappers, outermost first", package="package",
    fields="fields", methods="methods",
    hidden={
        "field": "1 field", "fields": "{count} fields", "more field": "1 more field",
        "more fields": "{count} more fields", "method": "1 method", "methods": "{count} methods",
        "more method": "1 more method", "more methods": "{count} more methods",
    },
    embedded="{count} embedded",
    in_order="{meaning}, in order", asserted="asserted, not proved",
    undrawn="relations among these cards not drawn: {counts}", undrawn_hidden="{count} of members without a row",
    undrawn_guesses="{count} not certain", on_path="on the path", always="unconditional",
    exported="exported",
    unexported="unexported", legend="legend", types="declarations", relations="relations",
    by_assertion="asserted: {why}",
    changes={Change.ADDED: "added", Change.REMOVED: "removed", Change.CHANGED: "changed"},
    told="{change}: {what}", was="was {what}", was_in="was in {what}", was_at="was at place {what}",
    unnamed="a source without a version",
    join=", ", end=". ",
)  # fmt: skip

_CHINESE = Words(
    cards={
        CardKind.STRUCT: "结构体", CardKind.INTERFACE: "接口", CardKind.TYPE: "类型", CardKind.FUNC: "函数",
        CardKind.IMPLEMENTERS: "实现", CardKind.CHAIN: "链",
    },
    verbs={
        R.CALL: "调用", R.DYNCALL: "调用", R.REF: "引用", R.CREATES: "创建", R.HOLDS: "持有", R.EMBEDS: "嵌入",
        R.IMPLEMENTS: "实现", R.STORES: "存入", R.SETS: "取值自", R.SENDS: "发送到", R.RECEIVES: "接收自",
    },
    meanings={
        R.CALL: "调用", R.DYNCALL: "调用函数值", R.REF: "作为值使用", R.CREATES: "创建", R.HOLDS: "由字段持有",
        R.EMBEDS: "嵌入", R.IMPLEMENTS: "实现接口", R.STORES: "存入 map", R.SETS: "字段取值自", R.SENDS: "发送到通道",
        R.RECEIVES: "从通道接收",
    },
    all_types="{count} 个类型", implement="实现", stores_into="存入到",
    implementers="{count} 个实现", chain="{count} 层包装，由外到内", package="package",  # noqa: RUF001
    fields="字段", methods="方法",
    hidden={
        "field": "1 个字段", "fields": "{count} 个字段", "more field": "另有 1 个字段",
        "more fields": "另有 {count} 个字段", "method": "1 个方法", "methods": "{count} 个方法",
        "more method": "另有 1 个方法", "more methods": "另有 {count} 个方法",
    },
    embedded="嵌入 {count} 个接口",
    in_order="{meaning}（按顺序）", asserted="作者断言，未经证明",  # noqa: RUF001
    undrawn="这些卡片之间未画出的关系：{counts}", undrawn_hidden="{count} 个属于未列出的成员",  # noqa: RUF001
    undrawn_guesses="{count} 个不能确定",
    on_path="在路径上", always="无条件", exported="导出",
    unexported="未导出", legend="图例", types="声明", relations="关系", by_assertion="断言：{why}",  # noqa: RUF001
    changes={Change.ADDED: "新增", Change.REMOVED: "移除", Change.CHANGED: "变更"},
    unnamed="未标版本的源码",
    told="{change}：{what}", was="原为 {what}", was_in="原在 {what}", was_at="原在第 {what} 位", join="，", end="。",  # noqa: RUF001
)  # fmt: skip


def words(language: str) -> Words:
    """The words of ``zh``, or of English for any other language."""
    return _CHINESE if language == "zh" else _ENGLISH


def spoken(edge: Edge, diagram: VerifiedDiagram, words: Words) -> tuple[str, str, str]:
    """An edge as subject, verb and object."""
    verb = words.verbs[edge.kind]
    if edge.kind is R.STORES and edge.target_symbol.member:
        verb = words.stores_into
    card = next(card for card in diagram.cards if card.id == edge.source.card)
    if edge.kind is R.IMPLEMENTS and card.kind is CardKind.IMPLEMENTERS and edge.source.row is None:
        return words.all_types.format(count=card.standing), words.implement, edge.target_symbol.short
    return edge.source_symbol.short, verb, edge.target_symbol.short
