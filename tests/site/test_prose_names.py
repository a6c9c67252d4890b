"""The names in an article's prose as links: which symbol each one is, and which are none."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import html5lib
import kitchen
import pytest
from kettles import ENGLISH, FIGURES, templates
from kitchens import ARTICLE, ORIGIN, kitchen_files

from archviz.figures import load, prove
from archviz.figures.code_spans import SymbolNames
from archviz.golang.graph import Graph
from archviz.site import article_file, build
from archviz.site.article import read_article
from archviz.site.lookup import SymbolIndex
from archviz.site.names import ProseNames
from archviz.sources.opening import open_source
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings
from archviz.workspace.verify import proved

if TYPE_CHECKING:
    from archviz.model.figure import VerifiedFigure

ROOT = Path(__file__).parents[2]
KITCHEN = "example.org/house/kitchen"
CELLAR = "example.org/house/cellar"
MORE = """
// Waiter serves guests.
func (Waiter) Burn() {}

type Pan struct{ Lid, tone int }

type lid struct{ Waiter string }

func (lid) Close() {}

func (Pan) Close() {}

func (lid) Open() {}
"""
CELLAR_GO = """\
package cellar

type Stove struct{ Coal int }

func (Stove) Sweep() {}

type Shelf struct{}

func (Shelf) Sweep() {}

func Serve() {}
"""
CELLAR_FIGURE = """\
figure: 3
kind: diagram
id: cellar
file: cellar
title: {en: A cellar}
description: {en: Below the house.}
packages: {c: example.org/house/cellar}
cards:
  - type: c.Stove
    fields: [Coal]
    methods: [Sweep]
  - func: c.Serve
edges: []
"""


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[ProseNames, dict[str, VerifiedFigure]]:
    folder = tmp_path_factory.mktemp("house")
    source = kitchen.go_tree(folder / "source", kitchen.STOVE_GO + MORE)
    (source / "cellar").mkdir()
    (source / "cellar" / "cellar.go").write_text(CELLAR_GO)
    kitchen.figure_file(folder / "diagrams", kitchen.DIAGRAM, "1-kitchen.yaml")
    kitchen.figure_file(folder / "diagrams", CELLAR_FIGURE, "3-cellar.yaml")
    graph = Graph(open_source(str(source)))
    proofs = [prove(graph, figure, ORIGIN) for figure in load(folder / "diagrams")]
    assert [finding for proof in proofs for finding in proof.findings] == []
    figures = {proof.verified.id: proof.verified for proof in proofs if proof.verified is not None}
    names = SymbolNames(graph, [{"k": KITCHEN}, {"c": CELLAR}])
    return ProseNames(names, SymbolIndex(graph, tuple(figures.values()))), figures


@pytest.mark.parametrize(
    ("span", "section", "symbol"),
    [
        ("Chef", "", f"{KITCHEN}.Chef"),
        ("NewChef()", "", f"{KITCHEN}.NewChef"),
        ("kitchen.NewChef", "", f"{KITCHEN}.NewChef"),
        ("k.NewChef", "", f"{KITCHEN}.NewChef"),
        ("Chef.Prepare", "", f"{KITCHEN}.Chef.Prepare"),
        ("(*Chef).Prepare()", "", f"{KITCHEN}.Chef.Prepare"),
        ("kitchen.Chef.stove", "", f"{KITCHEN}.Chef.stove"),
        ("Apprentice.Prepare", "", f"{KITCHEN}.Chef.Prepare"),  # promoted
        ("Wipe", "", f"{KITCHEN}.Stove.Wipe"),  # the only one, though no figure shows it
        ("Day", "", f"{KITCHEN}.Day"),
        ("Waiter", "", f"{KITCHEN}.Waiter"),  # a field has the name too, but none that is shown
        ("cellar.Stove", "", f"{CELLAR}.Stove"),
        ("Stove.Coal", "", f"{CELLAR}.Stove.Coal"),  # one Stove has Coal
        ("Stove.Heat", "", f"{KITCHEN}.Stove.Heat"),
        ("Sweep", "cellar", f"{CELLAR}.Stove.Sweep"),  # the figures show one of two
        ("Sweep", "", None),
        ("Sweep", "kitchen", None),
        ("Burn", "", None),
        ("Burn", "kitchen", f"{KITCHEN}.Stove.Burn"),
        ("Stove", "", None),
        ("Stove", "kitchen", None),  # the figures show two
        ("Serve", "cellar", f"{CELLAR}.Serve"),
        ("Serve", "", None),
        ("kitchen.Serve", "cellar", f"{KITCHEN}.Serve"),
        ("Prepare", "kitchen", None),
        ("Close", "", None),
        ("heat", "kitchen", f"{KITCHEN}.Chef.heat"),
        *((word, "", None) for word in ("heat", "tone", "lid", "string", "if", "name")),
        ("rest", "kitchen", None),  # no figure shows it
        *((span, "kitchen", None) for span in ("Nothing", "http.Handler", "kitchen.go", "--heat", "", "Chef.Cook")),
        *((span, "kitchen", None) for span in ("kitchen.Nothing", "cellar.Chef", "a.b.c.d", "Chef()()", "k.Chef.Lid")),
    ],
)
def test_a_name_is_the_symbol_that_the_figures_know(
    known: tuple[ProseNames, dict[str, VerifiedFigure]], span: str, section: str, symbol: str | None
) -> None:
    names, figures = known
    found = names.symbol(span, [figures[section]] if section else [])
    assert (str(found) if found is not None else None) == symbol


PACKAGES = {
    "old/pantry": "package pantry\n\nfunc Fill() {}\n",
    "new/pantry": "package pantry\n\nfunc Empty() {}\n",
    "go-oven": 'package oven\n\nimport "example.org/house/attic"\n\nfunc Bake() { attic.Look() }\n',
    "api/v1": "package v1\n\nfunc List() {}\n",
    "bell": "package bell\n\nfunc Ring() {}\n",
    "tower": "package tower\n\ntype Tower struct{ bell int }\n",
    "attic": "package attic\n\nfunc Look() {}\n",
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> ProseNames:
    """The names of a house of packages: the figure shows all of them but for the attic, which one of them calls."""
    folder = tmp_path_factory.mktemp("packages")
    for path, code in PACKAGES.items():
        (folder / "source" / path).mkdir(parents=True)
        (folder / "source" / path / "file.go").write_text(code)
    (folder / "source" / "go.mod").write_text("module example.org/house\n\ngo 1.20\n")
    shown = {f"p{n}": path for n, path in enumerate(PACKAGES) if path != "attic"}
    names = ["Fill", "Empty", "Bake", "List", "Ring", "Tower"]
    cards = [
        f"  - {'type' if name == 'Tower' else 'func'}: {alias}.{name}\n"
        for alias, name in zip(shown, names, strict=True)
    ]
    paths = ", ".join(f"{alias}: example.org/house/{path}" for alias, path in shown.items())
    head = "figure: 1\nkind: diagram\nid: house\nfile: house\ntitle: {en: A house}\ndescription: {en: Of packages.}\n"
    text = f"{head}packages: {{{paths}}}\ncards:\n{''.join(cards)}edges: []\n"
    kitchen.figure_file(folder / "diagrams", text, "1-house.yaml")
    graph = Graph(open_source(str(folder / "source")))
    (proof,) = [prove(graph, figure, ORIGIN) for figure in load(folder / "diagrams")]
    assert proof.verified is not None, proof.findings
    return ProseNames(SymbolNames(graph, [proof.figure.packages]), SymbolIndex(graph, (proof.verified,)))


@pytest.mark.parametrize(
    ("span", "package"),
    [
        ("example.org/house/tower", "tower"),
        ("example.org/house/attic", "attic"),
        ("house/attic", "attic"),
        ("old/pantry", "old/pantry"),
        ("new/pantry", "new/pantry"),
        ("api/v1", "api/v1"),
        ("tower", "tower"),
        ("go-oven", "go-oven"),
        ("oven", "go-oven"),  # as its package clause has it
        ("pantry", ""),  # there are two
        ("bell", ""),  # a field has the name, too
        ("attic", ""),  # no figure shows any of it
        ("v1", ""),  # a version
        *(
            (span, "")
            for span in ("house", "example.org/house", "ouse/tower", "ower", "/tower", "tower/", "p0", "", "/", "if")
        ),
    ],
)
def test_a_package_is_the_one_that_can_be_meant(packages: ProseNames, span: str, package: str) -> None:
    assert packages.package(span) == (f"example.org/house/{package}" if package else "")
    assert bool(packages.address(span, ())) == bool(package)


def test_names_of_packages_in_the_prose_lead_to_their_symbols(tmp_path: Path) -> None:
    prose = "The package `kitchen`, which is `example.org/house/kitchen`, is not `example.org/house`."
    files = kitchen_files(tmp_path, ("en", "zh"), article=ARTICLE.replace("And serves.", prose))
    links = _links(files["index.html"])
    assert set(links) == {"kitchen", "example.org/house/kitchen"}
    (address,) = set(links.values())
    assert address == "symbols/example.org/house/kitchen/index.html"
    assert address in files


def _links(page: bytes) -> dict[str, str]:
    """The code spans of a page's prose that are links, with their addresses."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    links = [link for link in tree.findall(".//article/*//a") if "symbols/" in str(link.get("href"))]
    return {
        "".join(link.itertext()): str(link.get("href"))
        for link in links
        if link.find("./code") is not None and link.get("class") is None
    }


def test_names_in_the_prose_lead_to_their_pages(tmp_path: Path) -> None:
    prose = (
        "The `Chef` cooks by `heat`, `http.Handler` is `Nothing`, see "
        "[the `Stove` here](figure:kitchen), `Chef` and `` NewChef() ``.\n\n"
        "## The `Cook` {#cook}\n\n`heat` is an ordinary word here, unlike *`Burn`*.\n\n    Chef"
    )
    files = kitchen_files(tmp_path, article=ARTICLE.replace("And serves.", prose))
    page = files["index.html"]
    links = _links(page)
    assert set(links) == {"Chef", "heat", "NewChef()", "Cook", "Burn"}
    assert all(address in files for address in links.values())
    text = page.decode()
    assert len(re.findall(r'<a href="[^"]*"><code>heat</code></a>', text)) == 1
    assert '<a href="#fig-1">the <code>Stove</code> here</a>' in text


def test_without_a_source_names_are_plain(tmp_path: Path) -> None:
    article = tmp_path / "articles" / "kettle.en.md"
    folders = templates(tmp_path)
    article.write_text(article.read_text(encoding="utf-8") + "\nA `Kettle`.\n", encoding="utf-8")
    files = build(FIGURES, ENGLISH, folders, article="kettle")
    assert _links(files["index.html"]) == {}


PLAIN = {
    "not of the source that is shown": (
        *("http.Handler", "atomic.Value", "tls.Config", "bool", "if", "APIService", "CreateServerChain"),
        "k8s.io/apiserver",
    ),
    "of another version": (
        *("WithAuditInit", "corerest.New", "kubernetesservice.Controller", "controlplane/apiserver", "Server"),
        *("StorageProviders", "GenericConfig.NewRESTStorage", "legacyProvider.NewRESTStorage", "StatusStrategy"),
        *("Destroy", "Resize", "watchCAFile", "github.com/emicklei/go-restful/v3", "apiResourceConfigSource"),
    ),
    "of several symbols": (
        *("UnprotectedHandler", "Create", "New", "REST", "RESTStorageProvider", "NewRESTStorage", "Enqueue"),
        *("RunOnce", "Run", "VerifyOptions", "completedConfig.New", "Store"),
    ),
    "a path, a flag, a resource or a key": (
        *("/api", "/apis", "/apis/", "/api/v1", "extensions", "networking.k8s.io", "kubernetes", "v1", "podTemplates"),
        *("podtemplates", "deployments", "status", "--client-ca-file", "--requestheader-client-ca-file"),
        *("extension-apiserver-authentication", "kube-system"),
    ),
    "without a page, as nothing in the figures leads to it": ("APIGroupVersion",),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_name_in_the_shipped_article_is_a_link_or_has_a_reason(kubernetes: Path, language: str) -> None:
    project = find_project(ROOT)
    report = proved(project, Settings())
    proofs = [proof for proof in report.proofs if proof.figure.article == "master-server"]
    figures = {proof.verified.id: proof.verified for proof in proofs if proof.verified is not None}
    lookup = SymbolIndex(report.subject.graph, tuple(figures.values()))
    names = ProseNames(SymbolNames(report.subject.graph, [proof.figure.packages for proof in proofs]), lookup)
    file = article_file("master-server", language, project.templates)
    other = "en" if language == "zh" else ""
    article = read_article(file, figures, names.address, other)
    tree = html5lib.parseFragment(article.prose, namespaceHTMLElements=False)
    within = {id(code) for link in tree.iter("a") for code in link.iter("code")}
    spans = [*tree.iter("code")]
    plain = {"".join(code.itertext()) for code in spans if id(code) not in within}
    assert plain - {name for some in PLAIN.values() for name in some} == set()
    assert sum(id(code) in within for code in spans) > 100
    links = [link for link in tree.iter("a") if link.get("href", "").startswith("symbols/")]
    assert {link.get("hreflang", "") for link in links} == {other}
