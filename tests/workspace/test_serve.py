"""A site that is served while its files change: what is built, when, and from what."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tarfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from threading import Thread, Timer
from typing import TYPE_CHECKING
from urllib.request import urlopen

import kitchen
import pytest

from archviz.model.errors import ArchvizError, FigureError, SourceError
from archviz.sources.progress import Silent
from archviz.workspace.build_worker import BuildWorker
from archviz.workspace.drift import update
from archviz.workspace.project import find_project
from archviz.workspace.serve import serve
from archviz.workspace.site import pages
from archviz.workspace.subject import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from archviz.workspace.serve import Outcome

LIMIT = 60
CLEAN = "  - {from: k.Chef.Prepare, to: k.Chef.clean, kind: call, mode: go, step: 2}\n"
HAT = kitchen.EXCERPT.replace("calls: k.Chef.heat", "calls: k.Chef.hat")


class Told(Silent):
    """Keeps what is told of the work at hand."""

    def __init__(self) -> None:
        self.works: list[str] = []

    def start(self, what: str, total: int | None) -> None:
        self.works.append(what)


class House:
    """A project that is served."""

    def __init__(self, folder: Path, source: str = "") -> None:
        kitchen.project(folder)
        kitchen.article(folder)
        kitchen.go_tree(folder / "go")
        self.folder = folder
        self.project = find_project(folder)
        self.progress = Told()
        self.settings = Settings(source=source or str(folder / "go"), cache=folder / "cache", progress=self.progress)
        self.outcomes = serve(self.project, self.settings, 0)

    @property
    def figure(self) -> Path:
        return self.folder / "diagrams" / "house" / "2-a-dish.yaml"

    def next(self) -> Outcome:
        """What comes of the next build."""
        queue: SimpleQueue[Outcome | BaseException] = SimpleQueue()

        def wait() -> None:
            try:
                queue.put(next(self.outcomes))
            except BaseException as error:  # noqa: BLE001 it is raised again below
                queue.put(error)

        Thread(target=wait, daemon=True).start()
        found = queue.get(timeout=LIMIT)
        if isinstance(found, BaseException):
            raise found
        return found

    def page(self, path: str, url: str) -> str:
        """A page as it is served."""
        with urlopen(url + path, timeout=LIMIT) as response:  # noqa: S310 on this machine
            text: str = response.read().decode()
            return text


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    it = House(tmp_path)
    with closing(it.outcomes):
        yield it


def save(file: Path, text: str) -> None:
    """Saves as most editors do: beside it, then renamed."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def edited(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    save(file, text.replace(old, new))


def test_a_changed_figure_changes_its_pages_and_the_source_stays_open(house: House) -> None:
    first = house.next()
    assert not first.failed
    assert "How a dish is made" in house.page("figures/a-dish.html", first.url)
    edited(house.figure, "How a dish is made", "How soup is made")
    then = house.next()
    assert "How soup is made" in house.page("figures/a-dish.html", then.url)
    assert then.url == first.url
    assert {"index.html", "figures/a-dish.html"} <= set(then.changed)
    assert not {"assets/site.css", "figures/kitchen.svg"} & set(then.changed)
    assert first.report is not None
    assert then.report is not None
    assert then.report.subject.graph is first.report.subject.graph
    assert house.progress.works == ["building the site", f"{house.figure}: building again"]


def test_a_figure_that_claims_something_else_than_was_locked_is_stale_at_once(house: House) -> None:
    for version in ("1.0", "2.0"):
        update(house.project, replace(house.settings, version=version)).write(house.folder)
    url = house.next().url
    stale = 'class="state" data-state="stale" title='
    assert stale not in house.page("versions/radar.html", url)
    file = house.folder / "diagrams" / "house" / "1-kitchen.yaml"
    edited(file, "methods: [Prepare, heat, clean]", "methods: [Prepare, heat]")
    edited(file, CLEAN, "")
    while house.next().failed:
        pass
    assert house.page("versions/radar.html", url).count(stale) == 2
    edited(file, "methods: [Prepare, heat]", "methods: [Prepare, heat, clean]")
    house.next()
    edited(file, "kind: call, step: 1}\n", f"kind: call, step: 1}}\n{CLEAN}")
    house.next()
    assert stale not in house.page("versions/radar.html", url)


def test_what_is_built_again_is_what_is_built_anew(house: House) -> None:
    first = house.next()
    edited(house.figure, "How a dish is made", "How soup is made")
    house.next()
    edited(house.folder / "diagrams" / "house" / "1-kitchen.yaml", "A kitchen at work", "A kitchen")
    house.next()
    edited(house.folder / "templates" / "articles" / "house.en.md", "And serves.", "And serves it.")
    house.next()
    with BuildWorker() as beside:
        anew, _ = pages(house.project, house.settings, beside)
    for path, content in anew.items():
        with urlopen(first.url + path, timeout=LIMIT) as response:  # noqa: S310 on this machine
            lines = response.read().splitlines(keepends=True)
        assert b"".join(line for line in lines if b"/.archviz/reload.js" not in line) == content


def test_nothing_is_written(house: House) -> None:
    before = sorted(house.folder.rglob("*"))
    house.next()
    edited(house.figure, "How a dish is made", "How soup is made")
    house.next()
    assert sorted(house.folder.rglob("*")) == before


def of_its_own(house: House, name: str, old: str, new: str) -> None:
    """Gives a project a shipped file of pages, edited."""
    text = (kitchen.TEMPLATES / "site" / name).read_text(encoding="utf-8")
    assert old in text
    (house.folder / "templates" / "site").mkdir(exist_ok=True)
    save(house.folder / "templates" / "site" / name, text.replace(old, new))


PARTS: dict[str, Callable[[House], None]] = {
    "an article": lambda h: edited(h.folder / "templates/articles/house.en.md", "And serves.", "And eats."),
    "a page's template": lambda h: of_its_own(h, "base.html", "</body>", "<!-- x --></body>"),
    "a style": lambda h: of_its_own(h, "site.css", "color-scheme", "/* x */ color-scheme"),
    "Go code": lambda h: edited(h.folder / "go/kitchen/kitchen.go", "go c.clean(dish)", "go c.clean(dish) // later"),
}


@pytest.mark.parametrize("what", PARTS)
def test_each_part_that_a_site_comes_from_is_watched(what: str, house: House) -> None:
    house.next()
    PARTS[what](house)
    assert house.next().changed


def test_other_go_code_is_read_anew(house: House) -> None:
    first = house.next()
    code = house.folder / "go" / "kitchen" / "kitchen.go"
    edited(code, "\tc.heat()\n", "")
    lost = house.next()
    assert lost.report is not None
    assert {finding.claim for finding in lost.report.findings} == {"edges[1]", "excerpts[0].show[1]"}
    save(code, kitchen.STOVE_GO)
    mended = house.next()
    assert not mended.failed
    assert first.report is not None
    assert mended.report is not None
    assert mended.report.subject.graph is not first.report.subject.graph


def test_a_new_package_of_the_source_is_seen(house: House) -> None:
    house.next()
    (house.folder / "go" / "garden").mkdir()
    (house.folder / "go" / "garden" / "garden.go").write_text("package garden\n")
    assert not house.next().failed
    assert house.progress.works[-1] == f"{house.folder / 'go' / 'garden' / 'garden.go'}: building again"


def test_an_archive_that_is_made_again_is_opened_again(tmp_path: Path) -> None:
    archive = tmp_path / "go.tar.gz"
    house = House(tmp_path, str(archive))

    def pack() -> None:
        with tarfile.open(tmp_path / "new.tar.gz", "w:gz") as new:
            new.add(tmp_path / "go", "house-1.0")
        (tmp_path / "new.tar.gz").replace(archive)

    pack()
    with closing(house.outcomes):
        assert not house.next().failed
        for code in (kitchen.STOVE_GO.replace("\tc.heat()\n", ""), kitchen.STOVE_GO):
            kitchen.go_tree(tmp_path / "go", code)
            pack()
            assert house.next().failed == (code != kitchen.STOVE_GO)


def test_a_branch_that_has_moved_on_is_seen_with_the_next_change(tmp_path: Path) -> None:
    house = House(tmp_path, f"{tmp_path / 'go'}@main")

    def git(*arguments: str) -> None:
        names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        subprocess.run(["git", "-C", str(tmp_path / "go"), *arguments], check=True, env=os.environ | names)

    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "1")
    with closing(house.outcomes):
        assert not house.next().failed
        kitchen.go_tree(tmp_path / "go", kitchen.STOVE_GO.replace("\tc.heat()\n", ""))
        git("commit", "-q", "-a", "-m", "2")
        edited(house.figure, "How a dish is made", "How soup is made")
        assert house.next().failed


def test_a_figure_that_cannot_be_read_leaves_the_site_as_it_was(house: House) -> None:
    url = house.next().url
    before = house.page("figures/a-dish.html", url)
    save(house.figure, "figure: [\n")
    broken = house.next()
    assert isinstance(broken.error, FigureError)
    assert (broken.error.file, broken.error.line) == (str(house.figure), 2)
    assert house.page("figures/a-dish.html", url) == before
    save(house.figure, kitchen.EXCERPT.replace("How a dish is made", "How soup is made"))
    assert not house.next().failed
    assert "How soup is made" in house.page("figures/a-dish.html", url)


def test_a_claim_that_does_not_hold_leaves_the_site_as_it_was(house: House) -> None:
    url = house.next().url
    before = house.page("figures/a-dish.html", url)
    save(house.figure, HAT)
    wrong = house.next()
    assert wrong.report is not None
    assert [finding.claim for finding in wrong.report.findings] == ["excerpts[0].show[1]"]
    assert wrong.changed == ()
    assert house.page("figures/a-dish.html", url) == before
    save(house.figure, kitchen.EXCERPT)
    mended = house.next()
    assert (mended.failed, mended.changed) == (False, ())


def test_settings_that_cannot_be_read_are_told_and_count_once_they_can(house: House) -> None:
    house.next()
    settings = house.folder / "archviz.toml"
    save(settings, "version = \n")
    broken = house.next()
    assert broken.error is not None
    assert broken.error.file == str(settings)
    save(settings, 'version = "1.21.0"\n')
    assert not house.next().failed


@pytest.mark.parametrize("name", ["diagrams", "templates", "go"])
def test_a_folder_may_go_and_come_back(name: str, house: House) -> None:
    url = house.next().url
    folder = house.folder / name
    folder.rename(house.folder / "away")
    house.next()
    (house.folder / "away").rename(folder)
    while house.next().failed:
        pass
    edited(house.figure, "How a dish is made", "How soup is made")
    house.next()
    assert "How soup is made" in house.page("figures/a-dish.html", url)


@pytest.mark.parametrize("name", ["diagrams", "go"])
def test_a_folder_may_be_away_for_long(name: str, house: House) -> None:
    url = house.next().url
    folder = house.folder / name
    folder.rename(house.folder / "away")
    assert house.next().failed
    back = Timer(4, lambda: (house.folder / "away").rename(folder))  # when nothing but its coming back is waited for
    back.start()
    while house.next().failed:
        pass
    again = Timer(4, lambda: edited(house.figure, "How a dish is made", "How soup is made"))
    again.start()
    house.next()
    assert "How soup is made" in house.page("figures/a-dish.html", url)


def test_a_folder_that_is_made_again_is_watched_again(house: House) -> None:
    url = house.next().url
    folder = house.folder / "diagrams"
    shutil.copytree(folder, house.folder / "copy")
    for title in ("How soup is made", "How tea is made"):
        shutil.rmtree(folder)
        shutil.copytree(house.folder / "copy", folder)
        edited(house.figure, "How a dish is made", title)
        while title not in house.page("figures/a-dish.html", url):
            house.next()


def test_changes_in_quick_order_end_in_the_last(house: House) -> None:
    url = house.next().url
    for dish in ("soup", "bread", "tea"):
        save(house.figure, kitchen.EXCERPT.replace("How a dish", f"How {dish}"))
    house.next()
    save(house.figure, kitchen.EXCERPT.replace("How a dish", "How rice"))
    while "How rice is made" not in house.page("figures/a-dish.html", url):
        house.next()


def test_what_changes_during_a_build_is_not_missed(house: House) -> None:
    url = house.next().url

    def edit() -> None:
        edited(house.figure, "a dish is", "soup is")
        edited(house.figure, "soup is", "tea is")

    changed = Thread(target=edit)
    changed.start()
    house.next()
    changed.join()
    while "How tea is made" not in house.page("figures/a-dish.html", url):
        house.next()


def test_files_that_editors_leave_about_build_nothing(house: House) -> None:
    house.next()
    for name in (".2-a-dish.yaml.swp", "2-a-dish.yaml~", "4913~"):
        (house.figure.parent / name).write_text("figure: [\n")
    (house.folder / "go" / "kitchen" / "kitchen_test.go").write_text("package kitchen\n")
    (house.folder / "go" / "README.md").write_text("A house.\n")
    edited(house.figure, "How a dish is made", "How soup is made")
    assert not house.next().failed
    assert house.progress.works[1:] == [f"{house.figure}: building again"]


def test_a_first_build_that_fails_ends_as_a_build_does(house: House, tmp_path: Path) -> None:
    save(house.figure, HAT)
    first = house.next()
    assert first.report is not None
    assert first.report.failed
    with pytest.raises(StopIteration):
        house.next()
    save(house.figure, "figure: [\n")
    with pytest.raises(FigureError):
        next(serve(house.project, house.settings, 0))
    with pytest.raises(SourceError):
        next(serve(house.project, Settings(source=str(tmp_path / "none")), 0))


def test_a_port_in_use_is_told_before_any_work(house: House) -> None:
    port = int(house.next().url.rpartition(":")[2].strip("/"))
    with pytest.raises(ArchvizError, match=f"port {port} is in use"):
        next(serve(house.project, house.settings, port))
    assert house.progress.works == ["building the site"]


def placed(file: Path, content: bytes | Path | None = None) -> None:
    """Puts bytes, a link to a path, or nothing in the place of a file or a folder."""
    if file.is_dir():
        shutil.rmtree(file)
    else:
        file.unlink()
    if isinstance(content, Path):
        file.symlink_to(content)
    elif content is not None:
        file.write_bytes(content)


def all_placed(house: House) -> None:
    for name in ("templates", "diagrams", "go"):
        placed(house.folder / name)


ENDLESS = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"

ODD: dict[str, Callable[[House], None]] = {
    "a figure that is no text": lambda h: placed(h.figure, b"figure: \xff\xfe\x00\n"),
    "a figure that is nested deeply": lambda h: placed(h.figure, b"figure: " + b"[" * 3000),
    "a figure that is a link to itself": lambda h: placed(h.figure, Path(h.figure.name)),
    "an article that is no text": lambda h: placed(h.folder / "templates/articles/house.en.md", b"\xff"),
    "half a head": lambda house: save(
        house.folder / "templates" / "articles" / "house.en.md", "---\ntitle: A kitchen\n"
    ),
    "no figures": lambda h: placed(h.folder / "diagrams"),
    "no source": lambda h: placed(h.folder / "go"),
    "a source that is a file": lambda h: placed(h.folder / "go", b""),
    "nothing": all_placed,
    "settings that are no text": lambda h: placed(h.folder / "archviz.toml", b"\xff"),
    "no settings": lambda h: placed(h.folder / "archviz.toml"),
    "a template that never ends": lambda h: of_its_own(h, "base.html", "</body>", ENDLESS),
    "a template that needs all memory": lambda h: of_its_own(h, "base.html", "</body>", '{{ "x" * 10 ** 15 }}'),
    "a template that fails": lambda h: of_its_own(h, "base.html", "</body>", "{{ [].pop() }}"),
}


@pytest.mark.parametrize("what", ODD)
def test_whatever_an_edit_comes_to_is_told_and_the_next_one_is_built(
    what: str, house: House, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = house.next().url
    before = tmp_path_factory.mktemp("before")
    shutil.copytree(house.folder, before, dirs_exist_ok=True)
    ODD[what](house)
    outcome = house.next()
    assert outcome.error is not None
    assert outcome.error.message
    assert "How a dish is made" in house.page("figures/a-dish.html", url)
    for path in house.folder.iterdir():
        placed(path)
    shutil.copytree(before, house.folder, dirs_exist_ok=True)
    while house.next().failed:
        pass


def test_a_process_that_draws_is_started_again_where_it_has_ended(house: House) -> None:
    url = house.next().url
    code = b"archviz.workspace.render\0"
    drawing = [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if (process / "cmdline").exists()
        and code in (process / "cmdline").read_bytes()
        and f"PPid:\t{os.getpid()}\n" in (process / "status").read_text()
    ]
    for process in drawing:
        os.kill(process, signal.SIGKILL)
    assert drawing
    edited(house.figure, "How a dish is made", "How soup is made")
    while house.next().failed:
        edited(house.figure, "How soup is made", "How  soup is made")
    assert "How soup is made" in house.page("figures/a-dish.html", url)


def test_a_gallery_is_served_and_grows_until_there_is_an_article(tmp_path: Path) -> None:
    house = House(tmp_path)
    article = tmp_path / "templates" / "articles" / "house.en.md"
    text = article.read_text()
    shutil.rmtree(tmp_path / "templates")
    house.figure.unlink()
    with closing(house.outcomes):
        first = house.next()
        assert "1 figure, each claim in it proved" in house.page("", first.url)
        kitchen.figure_file(house.figure.parent, kitchen.EXCERPT, house.figure.name)
        second = house.next()
        assert "2 figures, each claim in them proved" in house.page("", second.url)
        article.parent.mkdir(parents=True)
        save(article, text)
        third = house.next()
        while "each claim in them" in (page := house.page("", third.url)):
            third = house.next()
        assert "How a kitchen works." in page
