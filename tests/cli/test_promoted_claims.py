"""What a type has from one that it embeds, and what an alias stands for, are its own to a claim."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import shop

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
type Listener interface{ EnQueue() }
type Cache struct{ Queue []string; ls []Listener }
func (c *Cache) EnQueue() { c.Queue = append(c.Queue, "x"); c.Note() }
func (c *Cache) Note() {}
func (c *Cache) Wake() { for _, l := range c.ls { l.EnQueue() } }
func New() *Cache { c := &Cache{}; c.EnQueue(); return c }
type Holder struct{ cache *Cache }
"""
PROMOTED = """
type Listener interface{ EnQueue() }
type owner struct{ Queue []string }
type Cache struct{ owner; ls []Listener }
func (c *owner) EnQueue() { c.Queue = append(c.Queue, "x"); c.Note() }
func (c *owner) Note() {}
func (c *Cache) Wake() { for _, l := range c.ls { l.EnQueue() } }
func New() *Cache { c := &Cache{}; c.EnQueue(); return c }
type Holder struct{ cache *Cache }
"""
ALIASES = """package shop

import "example.org/shop/impl"

type Listener = impl.Listener
type Cache = impl.Cache
func New() *impl.Cache { c := &impl.Cache{}; c.EnQueue(); return c }
type Holder struct{ cache *impl.Cache }
"""
CIRCLE = "type Cache = Store\ntype Store = Cache\ntype Listener interface{ EnQueue() }\n"
CLAIMS = {
    "functions": """cards: [{func: s.New}, {func: s.Cache.EnQueue}, {func: s.Cache.Note}]
edges: [{from: s.New, to: s.Cache.EnQueue, kind: call}, {from: s.Cache.EnQueue, to: s.Cache.Note, kind: call}]
""",
    "rows": """cards: [{type: s.Cache, fields: [Queue], methods: [EnQueue, Note]}]
edges: [{from: s.Cache.EnQueue, to: s.Cache.Note, kind: call}]
""",
    "types": """cards: [{type: s.Cache}, {type: s.Listener}, {func: s.New}, {type: s.Holder, fields: [cache]}]
edges:
  - {from: s.Cache, to: s.Listener, kind: implements}
  - {from: s.New, to: s.Cache, kind: creates}
  - {from: s.Holder.cache, to: s.Cache, kind: holds}
""",
    "calls": """cards: [{type: s.Cache, methods: [Wake]}, {type: s.Listener, methods: [EnQueue]}]
edges: [{from: s.Cache.Wake, to: s.Listener.EnQueue, kind: call}]
""",
}
EXCERPT = """excerpts:
  - {symbol: s.Cache.EnQueue, show: [{at: {calls: s.Cache.Note}}]}
  - {symbol: s.New, show: [{at: {calls: s.Cache.EnQueue}}]}
"""


@pytest.mark.parametrize("claims", CLAIMS)
@pytest.mark.parametrize("code", [PROMOTED, ALIASES])
def test_a_claim_holds_for_what_a_type_has_from_another(claims: str, code: str, tmp_path: Path) -> None:
    shop.figure(tmp_path, CLAIMS[claims])
    shop.lock(tmp_path, "1.1", shop.module(tmp_path / "1.1", OWN))
    source = shop.module(tmp_path / "1.2", code, impl=f"package impl\n{OWN}")
    done = shop.check(tmp_path, "1.2", source)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("code", [OWN, PROMOTED, ALIASES])
def test_an_excerpt_shows_it(code: str, tmp_path: Path) -> None:
    shop.figure(tmp_path, EXCERPT, head=shop.HEAD.replace("diagram", "excerpt"))
    source = shop.module(tmp_path / "1.2", code, impl=f"package impl\n{OWN}")
    done = shop.check(tmp_path, "1.2", source)
    assert done.returncode == 0, done.stdout


def test_aliases_in_a_circle_prove_nothing_and_end(tmp_path: Path) -> None:
    claims = "cards: [{type: s.Cache}, {type: s.Listener}]\nedges: [{from: s.Cache, to: s.Listener, kind: holds}]\n"
    shop.figure(tmp_path, claims)
    done = shop.check(tmp_path, "1.2", shop.module(tmp_path / "1.2", CIRCLE))
    assert done.returncode == 1
    assert "nothing proves that s.Cache → s.Listener" in done.stdout
