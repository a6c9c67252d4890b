"""Made-up diagrams of a made-up codebase, a bakery's: small, dense, tall, long, hostile, and in Chinese."""

from __future__ import annotations

import re
from dataclasses import replace

from archviz.drift.compare import compare
from archviz.model.figure import (
    Card,
    CardKind,
    Edge,
    End,
    FieldShape,
    Origin,
    Row,
    RowKind,
    StepNumber,
    Text,
    VerifiedDiagram,
)
from archviz.model.relations import Evidence, Mode, Position, RelationKind
from archviz.model.symbols import Symbol

ORIGIN = Origin("1.20.2", "0123456789abcdef", "https://example.org/blob/main/{file}#L{line}", "Bakery")


def _place(package: str, line: int) -> Position:
    return Position(f"{package.split('/')[-1]}/code.go", line, 6)


def card(
    package: str,
    name: str,
    kind: CardKind,
    fields: tuple[tuple[str, str], ...] = (),
    methods: tuple[str, ...] = (),
    *,
    path: tuple[str, ...] = (),
    hidden: tuple[int, int] = (0, 0),
) -> Card:
    """A card of a type or a func; ``path`` names the rows that a numbered edge touches."""
    rows = [
        *(
            Row(RowKind.FIELD, f, Symbol(package, name, f), _place(package, 10), t, on_path=f in path)
            for f, t in fields
        ),
        *(Row(RowKind.METHOD, m, Symbol(package, name, m), _place(package, 20), on_path=m in path) for m in methods),
    ]
    clause = package.split("/")[-1].replace("-", "")
    return Card(_id(package, name), kind, Symbol(package, name), name, clause, _place(package, 5), tuple(rows), *hidden)


def _id(package: str, name: str) -> str:
    return re.sub(r"[^\w.-]", "_", f"{package.split('/')[-1]}.{name}", flags=re.ASCII)


def listing(package: str, name: str, kind: CardKind, rows: tuple[tuple[str, str, str], ...]) -> Card:
    """A derived card; each row is a package, a name and a condition."""
    items = tuple(
        Row(RowKind.ITEM, n, Symbol(p, n), _place(p, 30), p if kind is CardKind.IMPLEMENTERS else "", branch)
        for p, n, branch in rows
    )
    clause = package.split("/")[-1].replace("-", "")
    return Card(f"{name}-{kind.value}", kind, Symbol(package, name), name, clause, _place(package, 3), items)


class Edges:
    """Collects edges between cards by names such as ``Card`` and ``Card.row``."""

    def __init__(self, *cards: Card) -> None:
        self.cards = cards
        self.edges: list[Edge] = []

    def _end(self, text: str) -> tuple[End, Symbol]:
        for item in self.cards:
            if text in (item.title, item.id):
                return End(item.id), item.symbol
            for index, row in enumerate(item.rows):
                if text == f"{item.title}.{row.name}":
                    return End(item.id, index), row.symbol
        raise LookupError(text)

    def add(
        self,
        source: str,
        kind: RelationKind,
        target: str,
        step: str | int | None = None,
        *,
        mode: Mode = Mode.PLAIN,
        label: str = "",
        asserted: str = "",
    ) -> Edges:
        """One more edge."""
        start, start_symbol = self._end(source)
        end, end_symbol = self._end(target)
        proof = () if asserted else (Evidence(_place(start_symbol.package, 40 + len(self.edges))),)
        name = f"edges-{len(self.edges)}"
        words = Text(label, f"{label}中文") if label else None
        number = StepNumber.parse(str(step)) if step is not None else None
        self.edges.append(Edge(name, kind, start, end, start_symbol, end_symbol, proof, mode, number, words, asserted))
        return self


def diagram(
    number: int, name: str, edges: Edges, title: Text, description: Text, direction: str = "LR", origin: Origin = ORIGIN
) -> VerifiedDiagram:
    """The diagram of some cards and edges."""
    return VerifiedDiagram(
        number, name, f"bakery-{name}", title, description, edges.cards, tuple(edges.edges), origin, direction
    )


OVEN, SHOP, FLOUR = "example.org/bakery/pkg/oven", "example.org/bakery/pkg/shop", "example.org/bakery/pkg/flour/storage"
R = RelationKind


def small() -> VerifiedDiagram:
    """One package: a struct with rails of its own, two interfaces, a listener."""
    baker = card(
        OVEN,
        "DynamicLoafBaker",
        CardKind.STRUCT,
        (
            ("name", "string"),
            ("recipe", "atomic.Value"),
            ("tasters", "[]Taster"),
            ("queue", "workqueue.RateLimitingInterface"),
        ),
        ("AddTaster", "loadRecipe", "RunOnce", "Run", "runWorker", "processNextLoaf"),
        path=("loadRecipe", "Run", "runWorker", "processNextLoaf"),
        hidden=(2, 1),
    )
    edges = Edges(
        baker,
        card(OVEN, "Notifier", CardKind.INTERFACE, (), ("AddTaster",)),
        card(OVEN, "ControllerRunner", CardKind.INTERFACE),
        card(OVEN, "Taster", CardKind.INTERFACE, (), ("Enqueue",), path=("Enqueue",)),
    )
    edges.add("DynamicLoafBaker.Run", R.REF, "DynamicLoafBaker.runWorker", 1, mode=Mode.GO)
    edges.add("DynamicLoafBaker.runWorker", R.CALL, "DynamicLoafBaker.processNextLoaf", 2)
    edges.add("DynamicLoafBaker.processNextLoaf", R.CALL, "DynamicLoafBaker.loadRecipe", 3)
    edges.add("DynamicLoafBaker.loadRecipe", R.CALL, "Taster.Enqueue", 4)
    edges.add("DynamicLoafBaker", R.IMPLEMENTS, "Notifier")
    edges.add("DynamicLoafBaker", R.IMPLEMENTS, "ControllerRunner")
    edges.add("DynamicLoafBaker.tasters", R.HOLDS, "Taster")
    return diagram(
        1,
        "small",
        edges,
        Text("How a changed recipe reaches its tasters", "配方改变后如何通知试吃员"),
        Text("DynamicLoafBaker runs a worker that reloads the recipe and notifies every registered Taster."),
    )


def dense() -> VerifiedDiagram:
    """Three packages, every kind of relation, edges back and across."""
    edges = Edges(
        card(SHOP, "NewCounter", CardKind.FUNC),
        card(
            SHOP,
            "Counter",
            CardKind.STRUCT,
            (
                ("Oven", "*oven.Oven"),
                ("shelves", "map[string]flour.Storage"),
                ("orders", "chan Order"),
                ("close", "func() error"),
            ),
            ("Serve", "Install", "drain"),
            path=("Serve", "Install", "drain"),
            hidden=(12, 3),
        ),
        card(SHOP, "Order", CardKind.TYPE),
        card(OVEN, "Oven", CardKind.STRUCT, (("racks", "[]Rack"),), ("Bake", "Heat"), path=("Bake", "Heat")),
        card(OVEN, "Rack", CardKind.INTERFACE, (), ("Put", "Take"), path=("Put",)),
        card(OVEN, "IronRack", CardKind.STRUCT, (("Rack", ""), ("size", "int"))),
        card(FLOUR, "Storage", CardKind.INTERFACE, (), ("Get", "Refill"), path=("Get",)),
        card(FLOUR, "Silo", CardKind.STRUCT, (("level", "int64"),), ("Get", "Refill", "watch"), path=("Get", "watch")),
        card(FLOUR, "NewSilo", CardKind.FUNC),
    )
    edges.add("NewCounter", R.CREATES, "Counter", 1).add("Counter.Serve", R.CALL, "Counter.drain", 2, mode=Mode.DEFER)
    edges.add("Counter.Serve", R.CALL, "Oven.Bake", 3).add("Oven.Bake", R.CALL, "Oven.Heat", 4)
    edges.add("Oven.Heat", R.CALL, "Rack.Put", 5).add("Oven.Bake", R.CALL, "Storage.Get", 6)
    edges.add("Counter.Install", R.CALL, "NewSilo", 7).add("Counter.Install", R.STORES, "Silo", label="flour")
    edges.add("Silo.watch", R.CALL, "Counter.Serve", 8, mode=Mode.GO)
    edges.add("NewSilo", R.CREATES, "Silo").add("Silo", R.IMPLEMENTS, "Storage")
    edges.add("IronRack", R.IMPLEMENTS, "Rack").add("IronRack", R.EMBEDS, "Rack")
    edges.add("Counter.Oven", R.HOLDS, "Oven").add("Counter.drain", R.RECEIVES, "Counter.orders")
    edges.add("Counter.Serve", R.SENDS, "Counter.orders").add("Counter.drain", R.DYNCALL, "Counter.close")
    edges.add("NewCounter", R.SETS, "Counter.close").add("Counter.orders", R.HOLDS, "Order")
    edges.add("Oven.racks", R.HOLDS, "Rack").add("Storage.Refill", R.CALL, "Oven.Heat", asserted="bakers say so")
    return diagram(
        2,
        "dense",
        edges,
        Text("From an order to a loaf"),
        Text(
            "An order passes the counter and the oven. Flour comes from a silo that the counter installs, and that "
            "calls back when it runs low; what the counter holds it drains before it closes for the night."
        ),
    )


def tall() -> VerifiedDiagram:
    """An interface and its 22 implementers, most of them of one name."""
    kinds = (
        "apps", "autoscaling", "batch", "certificates", "coordination", "discovery", "events", "extensions",
        "flowcontrol", "internal", "networking", "node", "policy", "rbac", "scheduling", "settings", "storage",
        "tasting", "admission", "audit", "billing", "baking",
    )  # fmt: skip
    rows = tuple((f"example.org/bakery/pkg/registry/{kind}/rest", "RESTBreadProvider", "") for kind in kinds)
    edges = Edges(
        card(SHOP, "Counter", CardKind.STRUCT, (), ("InstallBreads",), path=("InstallBreads",), hidden=(4, 0)),
        card(SHOP, "RESTBreadProvider", CardKind.INTERFACE, (), ("GroupName", "NewBreads"), path=("NewBreads",)),
        listing(SHOP, "RESTBreadProvider", CardKind.IMPLEMENTERS, rows),
        card(
            OVEN,
            "BreadGroupInfo",
            CardKind.STRUCT,
            (("Versions", "[]string"), ("Breads", "map[string]map[string]Bread")),
        ),
        card(FLOUR, "OptionsGetter", CardKind.INTERFACE, (), ("Options",)),
    )
    edges.add("Counter.InstallBreads", R.CALL, "RESTBreadProvider.NewBreads", 1)
    edges.add("RESTBreadProvider-implementers", R.IMPLEMENTS, "RESTBreadProvider")
    edges.add("RESTBreadProvider.NewBreads", R.CREATES, "BreadGroupInfo", 2)
    edges.add("Counter.InstallBreads", R.REF, "OptionsGetter", label="passes options")
    return diagram(3, "tall", edges, Text("Who provides breads"), Text("Twenty-two providers, one interface."))


def chain() -> VerifiedDiagram:
    """Seventeen wrappers, some of them conditional, and where the last one leads."""
    names = (
        "PanicRecovery", "RequestReceived", "CacheControl", "WarningRecorder", "AuditAnnotations", "Goaway",
        "RequestInfo", "WaitGroup", "Timeout", "CORS", "Authentication", "Audit", "Impersonation",
        "PriorityAndFairness", "MaxInFlight", "Authorization", "Dough",
    )  # fmt: skip
    conditions = {5: "c.Goaway > 0", 13: "c.FlowControl != nil", 14: "else of c.FlowControl != nil"}
    rows = tuple((OVEN, f"With{name}", conditions.get(i, "")) for i, name in enumerate(names))
    edges = Edges(
        listing(SHOP, "DefaultBuildHandlerChain", CardKind.CHAIN, rows),
        card(OVEN, "director", CardKind.STRUCT, (), ("ServeHTTP",), path=("ServeHTTP",)),
    )
    edges.add("DefaultBuildHandlerChain.WithDough", R.CALL, "director.ServeHTTP", 1)
    return diagram(
        4, "chain", edges, Text("The order in which an order meets the filters"), Text("Outermost first.", "由外到内。")
    )


def hostile() -> VerifiedDiagram:
    """Names that try to leave their place: markup, quotes, control characters, 300-character types, no link."""
    nasty = '<b>&"x'
    package = "example.org/<script>/go-\u202ebad&\"name'"
    long = "map[string]func(" + ", ".join(f"argument{i} *package.Type" for i in range(12)) + ") error"
    edges = Edges(
        card(
            package,
            nasty,
            CardKind.STRUCT,
            ((nasty, long), ("a]]>b", "chan<- \x07bell"), ("VeryLongFieldName" * 6, "string")),
            ("</text><script>alert(1)</script>", "{{ 7 * 7 }}"),
            path=(nasty,),
        ),
        card(package, "Überlänge" * 9, CardKind.INTERFACE, (), ("面包师傅的方法",)),
        card("x", "T", CardKind.TYPE),
    )
    edges.add(f"{nasty}.{nasty}", R.CALL, "Überlänge" * 9, 1, label='"]; <a>')
    edges.add("T", R.HOLDS, nasty, asserted='because </desc> & "why"')
    origin = Origin("1.0\x00<v>", '"><', "javascript:alert(1)//{file}")
    return diagram(
        5,
        "hostile",
        edges,
        Text("<title> & \x1b[31mred \ud800"),
        Text("]]> -- <!-- &amp; " + "word" * 80),
        origin=origin,
    )


def stacked() -> VerifiedDiagram:
    """Four packages one below the other, in Chinese, from a source without a version."""
    cards = (
        card(SHOP, "NewCounter", CardKind.FUNC),
        card(SHOP, "Counter", CardKind.STRUCT, (("Oven", "*oven.Oven"),), ("Serve",), path=("Serve",)),
        card(OVEN, "Oven", CardKind.STRUCT, (("racks", "[]Rack"),), ("Bake",), path=("Bake",)),
        card(FLOUR, "Silo", CardKind.STRUCT, (), ("Get",), path=("Get",)),
        card("net/http", "Handler", CardKind.INTERFACE, (), ("ServeHTTP",)),
    )
    edges = Edges(*cards).add("NewCounter", R.CREATES, "Counter", 1).add("Counter.Serve", R.CALL, "Oven.Bake", 2)
    edges.add("Oven.Bake", R.CALL, "Silo.Get", 3).add("Counter", R.IMPLEMENTS, "Handler").add(
        "Counter.Oven", R.HOLDS, "Oven"
    )
    edges.add("Silo.Get", R.CALL, "Counter.Serve", 4, label="again")
    return diagram(
        6,
        "stacked",
        edges,
        Text("An order, top to bottom", "一份订单从柜台到烤箱、再到面粉仓的完整路径"),
        Text("Down and up again.", "柜台接到订单以后、先交给烤箱。烤箱向面粉仓取料、料不够时再回到柜台。" * 3),
        "TB",
        Origin(""),
    )


BELLS, RACKS = "example.org/bakery/pkg/bells", "example.org/bakery/pkg/racks"
NEWER = Origin("1.36.0", "fedcba9876543210", "https://example.org/blob/newer/{file}#L{line}", "Bakery")
MOVED = {
    Symbol(OVEN, "Rack"): Symbol(RACKS, "Rack"),
    Symbol(SHOP, "Counter", "drain"): Symbol(SHOP, "Counter", "empty"),
}


def old_shop() -> VerifiedDiagram:
    """A shop before it was rebuilt."""
    counter = card(
        SHOP,
        "Counter",
        CardKind.STRUCT,
        (("Oven", "*oven.Oven"), ("orders", "chan Order"), ("bell", "*bells.Bell")),
        ("Serve", "drain"),
        path=("Serve", "drain"),
        hidden=(3, 0),
    )
    rows = tuple((OVEN, name, "") for name in ("WithRecovery", "WithLog", "WithAudit", "WithDough"))
    edges = Edges(
        counter,
        card(BELLS, "Bell", CardKind.STRUCT, (), ("Ring",), path=("Ring",)),
        card(OVEN, "Oven", CardKind.STRUCT, (("heat", "int"),), ("Bake",), path=("Bake",)),
        card(OVEN, "Rack", CardKind.INTERFACE, (), ("Put",), path=("Put",)),
        listing(OVEN, "Rack", CardKind.IMPLEMENTERS, ((OVEN, "IronRack", ""), (OVEN, "WoodenRack", ""))),
        listing(SHOP, "BuildChain", CardKind.CHAIN, rows),
    )
    edges.add("Counter.Serve", R.CALL, "Oven.Bake", 1).add("Oven.Bake", R.CALL, "Rack.Put", 2)
    edges.add("Counter.Serve", R.CALL, "Bell.Ring", 3).add("Counter.Serve", R.CALL, "Counter.drain", 4)
    edges.add("Counter.Oven", R.HOLDS, "Oven").add("Rack-implementers", R.IMPLEMENTS, "Rack")
    return diagram(7, "shop", edges, Text("A shop", "一家店"), Text("How it serves."))


def new_shop() -> VerifiedDiagram:
    """The same shop rebuilt: a silo for a bell, racks in a package of their own, another order of things."""
    counter = card(
        SHOP,
        "Counter",
        CardKind.STRUCT,
        (("Oven", "map[string]oven.Oven"), ("orders", "chan Order")),
        ("Serve", "empty", "Close"),
        path=("Serve", "empty"),
        hidden=(5, 1),
    )
    named = (
        ("WithRecovery", ""),
        ("WithAudit", ""),
        ("WithTrace", "c.Tracing"),
        ("WithLog", ""),
        ("WithDough", "c.Dough"),
    )
    edges = Edges(
        counter,
        card(OVEN, "Oven", CardKind.STRUCT, (("heat", "int"),), ("Bake",), path=("Bake",)),
        card(RACKS, "Rack", CardKind.INTERFACE, (), ("Put",), path=("Put",)),
        listing(RACKS, "Rack", CardKind.IMPLEMENTERS, ((OVEN, "IronRack", ""), (RACKS, "WireRack", ""))),
        card(FLOUR, "Silo", CardKind.STRUCT, (), ("Get",), path=("Get",)),
        listing(SHOP, "BuildChain", CardKind.CHAIN, tuple((OVEN, *rest) for rest in named)),
    )
    edges.add("Counter.Serve", R.CALL, "Silo.Get", 1).add("Counter.Serve", R.CALL, "Oven.Bake", 2)
    edges.add("Oven.Bake", R.CALL, "Rack.Put", 3).add("Counter.Serve", R.CALL, "Counter.empty", 4, mode=Mode.GO)
    edges.add("Counter.Oven", R.CREATES, "Oven").add("Rack-implementers", R.IMPLEMENTS, "Rack")
    return diagram(7, "shop", edges, Text("A shop", "一家店"), Text("How it serves."), origin=NEWER)


def compared() -> VerifiedDiagram:
    """Both shops in one picture."""
    return compare(old_shop(), new_shop(), MOVED)


def workers() -> VerifiedDiagram:
    """Goroutines in function literals in goroutines, a long receiver, and channels with two senders and a receiver."""
    counter = card(
        SHOP,
        "Counter",
        CardKind.STRUCT,
        (("orders", "chan Order"), ("quit", "<-chan map[string]func(context.Context, *flour.Storage) error")),
        ("Start", "Ask", "Phone", "work"),
        path=("Start", "work"),
    )
    orders, closing, start, ask, phone, work = counter.rows
    literals = [
        Row(RowKind.LITERAL, name, start.symbol, _place(SHOP, 60 + n), text, depth=depth, goroutine=not text)
        for n, (name, text, depth) in enumerate(
            (
                ("func literal", "→ Hooks.AddPostStartHookOrDieWhenever", 0),
                ("goroutine", "", 1),
                ("2 func literals", "→ Handlers.Added, Gone", 2),
                ("goroutine", "", 0),
            )
        )
    ]
    pipes = (
        replace(orders, shape=FieldShape.CHANNEL, capacity=8),
        replace(closing, shape=FieldShape.CHANNEL),
    )
    rows = (*pipes, start, *literals, ask, phone, replace(work, goroutine=True))
    edges = Edges(
        replace(counter, rows=rows),
        replace(card(SHOP, "sweep", CardKind.FUNC), goroutine=True),
        card(OVEN, "Oven", CardKind.STRUCT, (), ("Bake", "Clean"), path=("Bake",)),
    )
    edges.add("Counter.Start", R.CALL, "Counter.work", 1, mode=Mode.GO).add("Counter.Ask", R.SENDS, "Counter.orders")
    edges.add("Counter.Phone", R.SENDS, "Counter.orders").add("Counter.work", R.RECEIVES, "Counter.orders", "2a")
    edges.add("Counter.work", R.RECEIVES, "Counter.quit", "2b").add("Counter.work", R.CALL, "Oven.Bake", "3a")
    edges.add("Counter.func literal", R.CALL, "Oven.Clean").add("Counter.2 func literals", R.CALL, "Counter.Ask")
    edges.add("Counter.goroutine", R.CALL, "sweep", mode=Mode.GO)
    return diagram(8, "workers", edges, Text("Who works when", "谁在何时工作"), Text("One worker, two guests."))


ALL = (small, dense, tall, chain, hostile, stacked, workers, compared)
