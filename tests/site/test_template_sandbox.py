"""Templates of somebody else: they fill in text, and reach neither Python nor a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from archviz.model.errors import RenderError
from archviz.site.environment import Templates
from archviz.site.links import Here
from archviz.site.speech import OneLanguage
from archviz.words.catalogue import catalogue
from archviz.words.language import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

SHIPPED = Path(__file__).parents[2] / "templates" / "site"
SPEECH = OneLanguage(ENGLISH)


def filled(folder: Path, text: str, *, files: Sequence[tuple[str, str]] = ()) -> str:
    for name, content in (("page.html", text), *files):
        (folder / name).write_text(content)
    here = Here("index.html", "en", ("en",))
    page = Templates([folder, SHIPPED]).page("page.html", here, SPEECH, numbers=[1, 2], head={"a": 1})
    return page.decode()


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ here.__class__.__init__.__globals__ }}",
        "{{ to.__func__.__globals__ }}",
        "{{ to.__self__.__class__ }}",
        "{{ here|attr('__class__') }}",
        "{{ here['__class__'] }}",
        "{{ ['__class__']|map('attr', '__mro__')|list }}{{ ([here]|map(attribute='__class__')|list)[0].x }}",
        "{{ '{0.__class__.__init__.__globals__}'.format(here) }}",
        "{{ self.__init__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ gettext.__func__.__code__ }}",
        "{% set x = numbers.append(3) %}",
        "{% set x = head.update(b=1) %}",
        "{% set x = numbers.clear() %}",
        "{{ 'a' * 10**9 }}",
        "{{ [1] * 10**9 }}",
        "{{ 10**9 * 'ab' }}",
        "{{ 9 ** 9 ** 999 }}",
        "{{ range(10**9)|list }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{{ 'x' * 999999 }}{% endfor %}{% endfor %}",
        "{% include 'page.html' %}",
        "{% import 'page.html' as page %}{% extends 'page.html' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% include '../secret.html' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'shipped/../../../../../../etc/passwd' %}",
        "{% include 'shipped//etc/passwd' %}",
        "{% include './../secret.html' %}",
        "{{ nothing }}",
        "{{ 1 / 0 }}",
        "{% if %}",
    ],
)
def test_a_template_that_reaches_further_is_an_error_with_its_file(text: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "secret.html").write_text("secret")
    with pytest.raises(RenderError) as caught:
        filled(folder, text)
    assert caught.value.file == str(folder / "page.html")
    assert caught.value.line in (1, None)


def test_a_template_fills_in_what_it_is_given(tmp_path: Path) -> None:
    files = [("part.html", "{% for n in numbers %}{{ n * 2 }},{% endfor %}")]
    text = "{% include 'part.html' %}{{ '-' * 3 }}{{ 2 ** 8 }}{{ '%s' % '<' }}{{ to('about.html') }}{{ head.a }}"
    assert filled(tmp_path, text, files=files) == "2,4,---256&lt;about.html1"


def test_what_is_hidden_beside_templates_is_not_published(tmp_path: Path) -> None:
    for name in (".env", ".git/config", "a/.hidden/b.txt", "a/b.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert set(Templates([tmp_path]).assets()) == {"a/b.txt"}


def test_an_asset_is_read_to_a_bound(tmp_path: Path) -> None:
    with (tmp_path / "film.bin").open("wb") as sparse:
        sparse.truncate(1 << 40)
    with pytest.raises(RenderError, match="more than 67,108,864 bytes"):
        Templates([tmp_path]).assets()


HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + '"Plural-Forms: nplurals=9"\n"99999999; plural=0;\\n"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n',
        HEAD + '"Plural-Forms: nplurals=2; plural=' + "(" * 5000 + 'n;\\n"\n',
        HEAD + '"Plural-Forms: nplurals=2; plural=n**9**9**9;\\n"\n\nmsgid "a"\nmsgstr "b"\n',
        HEAD.replace("utf-8", "none"),
        HEAD.replace("Content-Type: ", "POT-Creation-Date: "),
        'msgid "a\n',
        'msgid "a"\nmsgid_plural "b"\nmsgstr[x] "b"\n',
        "\udc00",
        "#" * (1 << 20) + "#",
    ],
)
def test_a_catalogue_that_is_none(text: str, tmp_path: Path) -> None:
    (tmp_path / "zh.po").write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(RenderError) as caught:
        catalogue("zh", [tmp_path])
    assert caught.value.file == str(tmp_path / "zh.po")
