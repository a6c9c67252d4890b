"""What archviz says: each message once, in English, with its Chinese; and catalogues of a project's own."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import kitchen
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from archviz.model.drift import ChangeKind
from archviz.model.figure import CardKind, Change
from archviz.model.finding import FindingKind
from archviz.model.graph import DeclarationKind
from archviz.model.relations import RelationKind
from archviz.shipped import shipped
from archviz.words.findings import MEANINGS
from archviz.words.kinds import card_kind, change, declaration_kind, relation, verb
from archviz.words.language import ENGLISH, language, language_codes, language_name, nearest_code

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from enum import StrEnum

ROOT = Path(__file__).parents[2]
CHINESE = language("zh", (shipped("templates"),))

FRENCH = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "calls"
msgstr "appelle"

msgid "struct"
msgstr "structure"

msgid "fields"
msgstr "champs"

msgctxt "relation"
msgid "call"
msgstr "appel"

msgid "Figure %(number)s"
msgstr "Image %(number)s"

msgid "%(relation)s: %(places)s"
msgstr "%(relation)s : %(places)s"

msgid "%(symbol)s in %(place)s:"
msgstr "En %(place)s, %(symbol)s :"

msgid "%(count)s line"
msgid_plural "%(count)s lines"
msgstr[0] "%(count)s ligne"
msgstr[1] "%(count)s lignes"

msgid "Every arrow, and what proves it"
msgstr "Chaque flèche et sa preuve"

msgid "Shown in"
msgstr "Montré dans"
"""


def _one(message: str | Sequence[str]) -> str:
    """A message by itself, or the first of those by number: in a catalogue the two are one."""
    return message if isinstance(message, str) else message[0]


def test_every_message_has_its_chinese() -> None:
    with (ROOT / "pyproject.toml").open("rb") as settings:
        mappings = tomllib.load(settings)["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mappings]
    options = {each["pattern"]: {k: v for k, v in each.items() if k not in ("pattern", "method")} for each in mappings}
    found = {(context, _one(message)) for _, _, message, _, context in extract_from_dir(ROOT, methods, options)}
    with (ROOT / "templates" / "site" / "zh.po").open("rb") as text:
        messages = [message for message in read_po(text, locale="zh", abort_invalid=True) if message.id]
    assert len(found) > 180
    assert {(message.context, _one(message.id)) for message in messages} == found
    texts = {m.id: [m.string] if isinstance(m.string, str) else m.string for m in messages}
    assert [m.id for m in messages if m.fuzzy or not all(texts[m.id] or [""])] == []
    assert [error for message in messages for error in message.check()] == []


def test_no_code_has_chinese_of_its_own() -> None:
    odd = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / "archviz").rglob("*.py"))
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"[\u3400-\u9fff]", line)
    ]
    assert odd == []


@pytest.mark.parametrize(
    ("kinds", "called"),
    [
        (RelationKind, verb),
        (RelationKind, relation),
        (CardKind, card_kind),
        (DeclarationKind, declaration_kind),
        (Change, change),
    ],
)
def test_every_kind_is_called_something_in_each_language(kinds: type[StrEnum], called: Callable[..., str]) -> None:
    for kind in kinds:
        if kind.value:
            assert called(kind, ENGLISH)
            assert re.search(r"[\u3400-\u9fff]", called(kind, CHINESE)), kind


def test_every_kind_of_finding_has_its_meaning() -> None:
    assert {*MEANINGS} >= {*FindingKind}
    assert {*ChangeKind} - {*MEANINGS} == {ChangeKind.UNCHANGED}


def test_a_code_is_found_by_its_language() -> None:
    codes = ("en", "pt-BR", "zh")
    assert [nearest_code(wanted, codes) for wanted in ("zh_CN", "zh-Hant-TW", "pt_BR", "pt", "de", "EN", "")] == [
        *("zh", "zh", "pt-BR", "", "", "en", ""),
    ]
    assert [language_name(code) for code in ("en", "fr", "xx-nowhere")] == ["English", "français", "xx-nowhere"]


def test_a_catalogue_whose_name_is_no_language_is_none(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for name in ("fr.po", "pt-BR.po", "messages.po", "fr.pot", "zh.mo"):
        (tmp_path / "site" / name).write_text("")
    assert language_codes((tmp_path,)) == ("en", "fr", "pt-BR")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with an article in English, Chinese and French, and words of its own."""
    kitchen.project(tmp_path)
    kitchen.article(tmp_path)
    kitchen.go_tree(tmp_path / "src")
    english = (tmp_path / "templates" / "articles" / "house.en.md").read_text()
    kitchen.figure_file(tmp_path / "templates" / "articles", english, "house.zh.md")
    french = english.replace("title: The kitchen", "title: La cuisine")
    kitchen.figure_file(tmp_path / "templates" / "articles", french, "house.fr.md")
    kitchen.figure_file(tmp_path / "templates" / "site", FRENCH, "fr.po")
    kitchen.figure_file(tmp_path / "templates" / "site", 'msgid "calls"\nmsgstr "呼叫"\n', "zh.po")
    return tmp_path


def _archviz(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "archviz", *arguments, "--source", "src", "--project", "."]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_a_catalogue_of_ones_own_reaches_pages_and_pictures(project: Path) -> None:
    _archviz(project, "build", "--out", "site")
    site = project / "site"
    page = (site / "fr" / "figures" / "kitchen.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in page
    assert "Chaque flèche et sa preuve" in page
    assert "appelle" in page
    picture = ElementTree.parse(site / "fr" / "figures" / "kitchen.svg").getroot()  # noqa: S314 our own output
    texts = ["".join(text.itertext()) for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert picture.get("lang") == "fr"
    assert {"structure", "champs", "appel, in order"} <= set(texts)
    chinese = (site / "zh" / "figures" / "kitchen.svg").read_text(encoding="utf-8")
    assert "呼叫" in chinese
    assert "结构体" in chinese
    assert "调用" in chinese  # the legend's, which the project's own catalogue leaves as it is


def test_pages_that_all_languages_share_have_the_words_of_each(project: Path) -> None:
    _archviz(project, "build", "--out", "site")
    site = project / "site"
    home = (site / "index.html").read_text(encoding="utf-8")
    assert [home.count(f'hreflang="{code}"') for code in ("en", "fr", "zh")] == [0, 1, 1]
    assert ">français<" in home
    assert "La cuisine" in (site / "fr" / "index.html").read_text(encoding="utf-8")
    shared = next((site / "symbols").glob("kitchen.Chef-*.html")).read_text(encoding="utf-8")
    assert [shared.count(f"words.{code}.js") for code in ("en", "fr", "zh")] == [0, 1, 1]
    said = {}
    for code in ("fr", "zh"):
        script = (site / "assets" / f"words.{code}.js").read_text(encoding="utf-8")
        said[code] = json.loads(script.partition(" = ")[2].rstrip(";\n"))
    assert (said["fr"]["Shown in"], said["fr"]["calls"], said["fr"]["The kitchen"]) == (
        *("Montré dans", "appelle", "La cuisine"),
    )
    assert said["zh"]["calls"] == "呼叫"


def test_a_catalogue_of_ones_own_reaches_markdown(project: Path) -> None:
    _archviz(project, "build", "--to", "markdown", "--out", "out")
    page = (project / "out" / "house" / "index.fr.md").read_text(encoding="utf-8")
    assert "# Image 1" in page
    assert "kitchen.Chef.Prepare` appelle `kitchen.Chef.heat` : kitchen.go:44" in page.replace("&#58;", ":")
    assert "// … 4 lignes" in page
    assert re.search(r"^En .*kitchen\.go:\d+.*, `kitchen\.Chef\.Prepare` :$", page, re.MULTILINE)
    assert "图 1" in (project / "out" / "house" / "index.zh.md").read_text(encoding="utf-8")


def test_a_message_has_parts_for_values_that_are_no_text() -> None:
    assert ENGLISH.parts("%(symbol)s in %(place)s:") == [("", "symbol"), (" in ", "place"), (":", "")]
    assert ENGLISH.parts("100 %% of it") == [("100 % of it", "")]


def test_an_empty_message_is_empty_in_every_language() -> None:
    assert [each.gettext("") for each in (ENGLISH, CHINESE)] == ["", ""]
