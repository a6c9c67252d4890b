"""The command that holds documents against code, as a person and a program run it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from shop import module, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CODE = """\
// Basket holds goods.
type Basket struct{ Goods []string }

// FillBasket puts goods in.
func FillBasket(b *Basket, goods ...string) { b.Goods = append(b.Goods, goods...) }
"""
WRONG = "# Shop\n\nA `shop.Basket` is filled by `shop.FilBasket`.\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A module with a document that has one wrong name in line 3."""
    module(tmp_path, CODE)
    (tmp_path / "README.md").write_text(WRONG, encoding="utf-8")
    return tmp_path


def test_a_wrong_name_is_an_error_at_its_line(shop: Path) -> None:
    done = run("lint", "README.md", cwd=shop)
    assert done.returncode == 1
    first, *rest = done.stdout.splitlines()
    assert first.startswith("README.md:3: error: `shop.FilBasket`: package shop has no FilBasket")
    assert "    hint: did you mean shop.FillBasket?" in rest
    assert rest[-1].startswith("1 of 2 claims in 1 document are proved at ")


def test_a_right_document(shop: Path) -> None:
    (shop / "README.md").write_text(WRONG.replace("FilB", "FillB"), encoding="utf-8")
    done = run("lint", ".", cwd=shop)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("form", "reads"),
    [
        ("json", lambda text: json.loads(text)["findings"][0]["line"] == 3),
        ("sarif", lambda text: json.loads(text)["runs"][0]["results"][0]["ruleId"] == "unknown-symbol"),
        ("github", lambda text: text.startswith("::error file=README.md,line=3")),
        ("junit", lambda text: "<failure" in text and 'tests="2" failures="1"' in text),
        ("markdown", lambda text: "README.md" in text),
        ("gitlab", lambda text: json.loads(text)[0]["location"]["lines"]["begin"] == 3),
    ],
)
def test_every_format_has_the_documents_line(form: str, reads: Callable[[str], bool], shop: Path) -> None:
    done = run("lint", "README.md", "--format", form, "--report", f"{form}=report", cwd=shop)
    assert done.returncode == 1
    assert reads(done.stdout)
    assert (shop / "report").read_text(encoding="utf-8").strip() == done.stdout.strip()


def test_what_is_only_likely_wrong_is_counted_and_reported_where_asked_for(shop: Path) -> None:
    (shop / "README.md").write_text("The `CashRegister` rings.\n", encoding="utf-8")
    done = run("lint", "README.md", cwd=shop)
    assert done.returncode == 0
    assert "1 more thing likely wrong; --strict reports them" in done.stderr
    strict = run("lint", "README.md", "--strict", cwd=shop)
    assert strict.returncode == 1
    assert "CashRegister" in strict.stdout


def test_links_to_lines_are_put_right(shop: Path) -> None:
    (shop / "README.md").write_text("[`FillBasket`](shop.go#L1), `Basket`\n", encoding="utf-8")
    patch = run("lint", "README.md", "--fix", "--dry-run", cwd=shop)
    assert "+[`FillBasket`](shop.go#L7), `Basket`" in patch.stdout
    assert (shop / "README.md").read_text(encoding="utf-8").startswith("[`FillBasket`](shop.go#L1)")
    done = run("lint", "README.md", "--fix", cwd=shop)
    assert (shop / "README.md").read_text(encoding="utf-8") == "[`FillBasket`](shop.go#L7), `Basket`\n"
    assert done.returncode == 0


def test_the_declarations_that_documents_speak_of(shop: Path) -> None:
    done = run("lint", "README.md", "--cover", cwd=shop)
    assert done.returncode == 0
    assert done.stdout == "example.org/shop.Basket  README.md:3\n"
    printed = json.loads(run("lint", "README.md", "--cover", "--format", "json", cwd=shop).stdout)
    places = [{"file": "README.md", "line": 3}]
    assert printed == {"symbols": [{"symbol": "example.org/shop.Basket", "places": places}]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("lint", "nothing.md"), "nothing.md is not there"),
        (("lint", "go.mod"), "go.mod is no document"),
        (("lint", "README.md", "--hops", "0"), "--hops"),
        (("lint", "README.md", "--dry-run"), "--dry-run is for --fix"),
        (("lint", "README.md", "--cover", "--format", "sarif"), "--cover is printed as text or json"),
        (("lint",), "PATH"),
    ],
)
def test_what_cannot_be_held(arguments: tuple[str, ...], message: str, shop: Path) -> None:
    done = run(*arguments, cwd=shop)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_documents_of_an_archive_are_held_against_its_go_files(shop: Path, tmp_path: Path) -> None:
    import tarfile

    with tarfile.open(tmp_path / "shop.tar.gz", "w:gz") as packed:
        for name in ("go.mod", "shop.go"):
            packed.add(shop / name, f"shop/{name}")
    (shop / "README.md").write_text("`shop.Basket`, `shop.FilBasket`, `Makefile`, [a](LICENSE)\n", encoding="utf-8")
    done = run("lint", "README.md", "--source", "shop.tar.gz", cwd=shop)
    assert done.returncode == 1
    assert done.stdout.count("error") == 1


def test_the_doc_comments_of_a_go_file(shop: Path) -> None:
    said = "puts goods in a [Basket], unlike [FilBasket] and [Basket.Weight]"
    code = CODE.replace("puts goods in", said)
    module(shop, code)
    done = run("lint", "shop.go", cwd=shop)
    assert done.returncode == 1
    assert "shop.go:6: error: `Basket.Weight`" in done.stdout


def test_the_packages_that_documents_are_about(shop: Path) -> None:
    vendored = shop / "vendor" / "example.com" / "till"
    vendored.mkdir(parents=True)
    (vendored / "till.go").write_text("package till\n\nfunc CountCoins() {}\n", encoding="utf-8")
    (shop / "vendor" / "modules.txt").write_text(
        "# example.com/till v1.0.0\n## explicit\nexample.com/till\n", encoding="utf-8"
    )
    (shop / "README.md").write_text("`till.CountCoin` counts.\n", encoding="utf-8")
    assert run("lint", "README.md", cwd=shop).returncode == 0
    done = run("lint", "README.md", "--packages", "example.com/...", cwd=shop)
    assert done.returncode == 1
    assert "did you mean till.CountCoins?" in done.stdout


def test_a_changelog_is_held_only_where_it_is_named(shop: Path) -> None:
    (shop / "README.md").unlink()
    (shop / "CHANGELOG.md").write_text("`shop.FilBasket` was renamed.\n", encoding="utf-8")
    assert run("lint", ".", cwd=shop).returncode == 0
    assert run("lint", "CHANGELOG.md", cwd=shop).returncode == 1


def test_documents_that_the_settings_name_are_held_without_those_that_they_leave_out(shop: Path) -> None:
    (shop / "docs/old").mkdir(parents=True)
    for name in ("docs/a.md", "docs/old/b.md"):
        (shop / name).write_text("`shop.FilBasket` and `shop.EmptBasket`\n", encoding="utf-8")
    assert "[lint]" in run("lint", cwd=shop).stderr
    settings = 'documents = ["docs"]\nexclude = ["docs/old/*"]\nwords = ["shop.EmptBasket"]\n'
    (shop / "archviz.toml").write_text(f"[lint]\n{settings}", encoding="utf-8")
    done = run("lint", cwd=shop)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if "error" in line] == [
        line for line in done.stdout.splitlines() if line.startswith("docs/a.md:1: error: `shop.FilBasket`")
    ]
    assert "EmptBasket" not in done.stdout
    (shop / "archviz.toml").write_text("\n[lint]\nhops = 0\n", encoding="utf-8")
    wrong = run("lint", cwd=shop)
    assert wrong.returncode == 2
    assert "archviz.toml:3: `lint.hops`: 0 is not from 1 to 10" in wrong.stderr


def test_findings_that_may_stand_are_written_with_a_reason_and_said_when_they_are_gone(shop: Path) -> None:
    (shop / "archviz.toml").write_text('[lint]\ndocuments = ["README.md"]\n', encoding="utf-8")
    (shop / "README.md").write_text("`shop.FilBasket`\n", encoding="utf-8")
    first = run("lint", "--write-baseline", "found when we began", cwd=shop)
    assert first.returncode == 0, first.stderr
    (shop / "README.md").write_text("A line more.\n\n`shop.FilBasket` and `shop.FilBaskets`\n", encoding="utf-8")
    second = run("lint", cwd=shop)
    assert second.returncode == 1
    assert "`shop.FilBaskets`" in second.stdout
    assert "found when we began" in second.stdout
    (shop / "README.md").write_text("`shop.FillBasket`\n", encoding="utf-8")
    assert "no finding has the fingerprint" in run("lint", cwd=shop).stdout


def test_what_was_held_is_given_again_until_a_document_the_code_or_a_file_that_is_named_is_another(shop: Path) -> None:
    (shop / "NOTES.txt").write_text("Notes.\n", encoding="utf-8")
    (shop / "README.md").write_text("`shop.FilBasket`, [notes](NOTES.txt)\n", encoding="utf-8")
    first = run("lint", "README.md", cwd=shop)
    assert [first.returncode, first.stdout] == [1, run("lint", "README.md", cwd=shop).stdout]
    (shop / "NOTES.txt").unlink()
    assert "NOTES.txt" in run("lint", "README.md", cwd=shop).stdout
    (shop / "README.md").write_text("`shop.FillBasket`\n", encoding="utf-8")
    assert run("lint", "README.md", cwd=shop).returncode == 0
    code = (shop / "shop.go").read_text(encoding="utf-8")
    (shop / "shop.go").write_text(code.replace("FillBasket", "Fill"), encoding="utf-8")
    assert run("lint", "README.md", cwd=shop).returncode == 1
