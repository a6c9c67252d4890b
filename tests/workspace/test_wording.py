"""Names in the words of figures and articles, held against the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import kitchen
import pytest
from click.testing import CliRunner

from archviz.cli.main import main
from archviz.figures.code_spans import SymbolNames
from archviz.golang.graph import Graph
from archviz.model.finding import FindingKind, Severity
from archviz.sources.opening import open_source
from archviz.workspace.drift import check
from archviz.workspace.project import find_project
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from archviz.model.finding import Finding

MORE = """
// Host embeds what another module declares.
type Host struct{ guest.Base }

type Larder = Stove
"""


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> SymbolNames:
    code = kitchen.STOVE_GO.replace('import "fmt"', 'import (\n\t"fmt"\n\n\t"example.net/guest"\n)') + MORE
    source = kitchen.go_tree(tmp_path_factory.mktemp("names"), code)
    return SymbolNames(Graph(open_source(str(source))), [{"k": "example.org/house/kitchen"}])


@pytest.mark.parametrize(
    ("span", "nearest"),
    [
        ("Chef.Prepar", "Chef.Prepare"),
        ("(*Chef).Prepar", "Chef.Prepare"),
        ("*Chef.Prepar", "Chef.Prepare"),
        ("Chef.Prepar()", "Chef.Prepare"),
        ("Chef.stov", "Chef.stove"),
        ("Stove.Explode", ""),
        ("Cook.Prepaer", "Cook.Prepare"),
        ("Cheff.Prepare", "Chef.Prepare"),
        ("k.Sreve", "k.Serve"),
        ("kitchen.NewCheff", "kitchen.NewChef"),
        ("kitchen.Shef.Prepare", "kitchen.Chef"),
        ("kitchen.Chef.Prepar", "kitchen.Chef.Prepare"),
        ("NewCheff()", "NewChef"),
        ("Prepre()", "Prepare"),
    ],
)
def test_a_name_that_is_not_there(names: SymbolNames, span: str, nearest: str) -> None:
    wrong = names.wrong(span)
    assert wrong is not None
    assert (wrong.packages, wrong.nearest) == (("example.org/house/kitchen",), nearest)


@pytest.mark.parametrize(
    "span",
    [
        *("Chef.Prepare", "(*Chef).Prepare", "Chef.heat", "Apprentice.Prepare", "Cook.Prepare", "Day.Sunny"),
        *("k.Serve", "kitchen.Serve", "kitchen.Chef.stove", "kitchen.Prepare", "NewChef()", "Burn()"),
        *("kitchen.go", "kitchen.yaml", "Chef", "Nothing", "--verbose", "a.b.c", "x.y", "chef.heat", "for", "go f()"),
        *("http.Handler", "fmt.Errorf", "os.Args", "context.Context", "Marshal()", "printf()", "1.20", "a b", "", "{}"),
        *("Host.Anything", "Larder.Anything", "Serve.Anything", "k8s.io/api", "NewChef(name)", "map[string]int"),
    ],
)
def test_a_name_that_is_there_or_none_of_the_figures(names: SymbolNames, span: str) -> None:
    assert names.wrong(span) is None


def _project(folder: Path) -> Path:
    kitchen.project(folder)
    kitchen.article(folder)
    kitchen.go_tree(folder / "go")
    return folder


def _found(folder: Path) -> list[Finding]:
    report = check(find_project(folder), Settings(source=str(folder / "go"), cache=folder / "cache"))
    assert not report.failed
    return [finding for finding in report.findings if finding.kind is FindingKind.UNKNOWN_NAME]


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_words_that_name_what_is_there_say_nothing(tmp_path: Path) -> None:
    folder = _project(tmp_path)
    _edit(folder / "templates" / "articles" / "house.en.md", "The chef cooks.", "`Chef.Prepare` cooks.")
    assert _found(folder) == []


def test_words_that_a_version_does_not_show_are_not_held_against_it(tmp_path: Path) -> None:
    folder = _project(tmp_path)
    excerpt = folder / "diagrams" / "house" / "2-a-dish.yaml"
    _edit(excerpt, "{en: How a dish is made}", "{en: 'How `Chef.Later` works'}")
    _edit(excerpt, "kind: excerpt", "kind: excerpt\nwordings: [{since: '1.0', title: 'By `Chef.Prepare`'}]")
    assert _found(folder) == []
    _edit(excerpt, "since: '1.0'", "until: '1.0'")
    assert [finding.subject for finding in _found(folder)] == ["Chef.Later"]


def test_each_place_is_named_with_its_line(tmp_path: Path) -> None:
    folder = _project(tmp_path)
    article = folder / "templates" / "articles" / "house.en.md"
    _edit(
        article, "The chef cooks.", "The chef cooks:\nsee `Chef.Prepar`,\nand not ```Chef.Prepar```.\n\n    Chef.Prepar"
    )
    diagram = folder / "diagrams" / "house" / "1-kitchen.yaml"
    _edit(diagram, "{en: A kitchen at work}", "{en: A kitchen at work, zh: 'A `Chef.het` kitchen'}")
    excerpt = folder / "diagrams" / "house" / "2-a-dish.yaml"
    _edit(excerpt, "Cleaning does", "Here `Chef.claen` does")
    _edit(excerpt, "kind: excerpt", "kind: excerpt\nwordings: [{until: '1.0', title: '`Chef.Gone`'}]")
    found = _found(folder)
    line = article.read_text().split("\n").index("see `Chef.Prepar`,") + 1
    assert [(f.file, f.line, f.claim, f.message, f.hint) for f in found[:2]] == [
        (str(diagram), 5, "title.zh", "`Chef.het` is not in example.org/house/kitchen", "did you mean Chef.heat?"),
        (
            str(excerpt),
            17,
            "excerpts[0].notes[0].text.en",
            "`Chef.claen` is not in example.org/house/kitchen",
            "did you mean Chef.clean?",
        ),
    ]
    assert [(f.file, f.line, f.subject, f.severity) for f in found[2:]] == [
        (str(article), line, "Chef.Prepar", Severity.WARNING),
        (str(article), line + 1, "Chef.Prepar", Severity.WARNING),
    ]


@pytest.mark.parametrize("form", ["text", "json", "markdown", "github", "sarif", "junit"])
def test_every_report_has_the_warning_and_the_check_passes(
    tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _project(tmp_path)
    _edit(folder / "templates" / "articles" / "house.en.md", "The chef cooks.", "`Chef.Prepar` cooks.")
    monkeypatch.setenv("ARCHVIZ_CACHE", str(folder / "cache"))
    arguments = ["check", "--project", str(folder), "--source", str(folder / "go"), "--format", form]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert "Chef.Prepar" in done.stdout
    assert "house.en.md" in done.stdout
    assert "did you mean Chef.Prepare?" in done.stdout
