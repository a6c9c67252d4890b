"""Nearest names and numbers of things, as messages say them."""

from __future__ import annotations

import pytest
from steps import growth

from archviz.model.counts import counted
from archviz.model.suggest import did_you_mean, likeliest, nearest


@pytest.mark.parametrize(
    ("word", "words", "said"),
    [
        ("chek", ["check", "schema", "build"], "did you mean check?"),
        ("CHECK", ["check"], "did you mean check?"),
        ("cat", ["car", "cab", "dog"], "did you mean car or cab?"),
        ("xyz", ["check"], "there are none"),
        ("x" * 1000, ["x" * 1000], "there are none"),
        ("", ["check"], "there are none"),
    ],
)
def test_one_name_is_offered_and_two_where_they_are_alike_near(word: str, words: list[str], said: str) -> None:
    assert did_you_mean(word, words, "there are none") == said


def test_where_nothing_is_near_the_likeliest_come_first() -> None:
    words = ["Abort", "Begin", "Close", "Dial", "Evict", "Watch"]
    assert likeliest("watcher", words) == ["Watch"]
    assert likeliest("tcxyzq", words, 2)[0] == "Watch"
    assert sorted(likeliest("q", words, 9)) == words
    assert likeliest("x" * 1000, words, 2) == ["Abort", "Begin"]
    assert likeliest("x", []) == []


def test_the_order_of_the_words_does_not_matter() -> None:
    words = ["Bake", "bake", "Cake", "lake", "rake"]
    assert nearest("ake", words) == nearest("ake", words[::-1])


def test_the_work_grows_with_the_words() -> None:
    assert growth(lambda count: lambda: nearest("word", (f"w{i}" for i in range(count))), 100) < 6


def test_one_is_singular() -> None:
    assert [counted(n, "figure") for n in (0, 1, 2, 1000)] == ["0 figures", "1 figure", "2 figures", "1,000 figures"]
    assert [counted(n, "entry", "entries") for n in (1, 2)] == ["1 entry", "2 entries"]
