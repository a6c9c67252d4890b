"""Articles for generators that run templates over pages, read again as these read them."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import kettles
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from markdown_it import MarkdownIt

from archviz.site.bundle import bundle
from archviz.site.generators import HUGO, GitBook

if TYPE_CHECKING:
    from pathlib import Path

PIECES = (
    "{{",
    "}}",
    "{%",
    "%}",
    "{{<",
    ">}}",
    "{#",
    "#}",
    "{%raw",
    "{%-endraw",
    "verbatim",
    "`",
    "```",
    "-",
    " ",
    "\n",
    "\n\n",
)
TEMPLATES = some.lists(some.sampled_from(PIECES), min_size=1, max_size=12).map("".join)


def _as_gitbook_reads(markdown: str) -> str:
    """The code of a block: what is between the tags that GitBook puts around it must not end before."""
    (token,) = MarkdownIt("commonmark", {"html": True}).parse(markdown)
    if token.type == "fence":
        assert not re.search(r"\{%-?\s*(end)?(raw|verbatim)\b", token.content)
        return token.content.removesuffix("\n")
    assert token.type == "html_block"
    assert not re.search(r"\{[{%#]", token.content)
    found = re.fullmatch(r'<pre><code class="lang-go">(.*)\n</code></pre>\n?', token.content, re.DOTALL)
    assert found is not None
    return unescape(found[1])


@given(TEMPLATES)
@example("{% raw %} {{ x }}\n\n</code></pre>")
@example("{%- endraw %}{% verbatim %}")
def test_gitbook_shows_code_as_it_is(code: str) -> None:
    code = f"a := {code}."
    block, spaced = GitBook().block(code)
    assert not spaced
    assert _as_gitbook_reads(block) == code


@pytest.mark.parametrize("code", ['f("{{< x >}}")', 'f("{{% x %}}")', "var t = `{{ .Name }}`", 'f("{{</* x */>}}")'])
def test_hugos_escapes_are_hugos_alone(code: str) -> None:
    hugo, _ = HUGO.block(code)
    gitbook, _ = GitBook().block(code)
    assert code in gitbook
    assert re.sub(r"\{\{([<%])/\*(.*?)\*/([>%])\}\}", r"{{\1\2\3}}", hugo) == f"```go\n{code}\n```"


def test_an_authors_code_is_as_it_is_too(tmp_path: Path) -> None:
    page = "See `{{< now >}}`.\n\n```sh\necho '{% endraw %}'\n```\n\n    {{< indented >}}\n\n![](figure:boil-code)\n"
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "kettle.en.md").write_text(f"---\ntitle: K\n---\n\n{page}", encoding="utf-8")
    made = bundle(
        kettles.FIGURES, {"en": kettles.SVGS}, (tmp_path, kettles.TEMPLATES), article="kettle", generator=GitBook()
    )
    text = made["kettle/index.md"].decode()
    assert "See `{{< now >}}`." in text
    assert "    {{< indented >}}" in text
    assert '<pre><code class="lang-sh">echo &#x27;&#123;% endraw %&#125;&#x27;\n</code></pre>' in text
