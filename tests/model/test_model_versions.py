"""The order of versions, whoever names them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from steps import ends, growth

from archviz.model.figure import Origin
from archviz.model.versions import bare_version, version_order


def test_modules_of_go_in_order() -> None:
    ordered = [
        "latest",
        "v0.0.0-20200101000000-abcdefabcdef",
        "v0.0.0-20210101000000-012345012345",
        "v0.9.0",
        "v0.10.0-alpha",
        "v0.10.0-alpha.1",
        "v0.10.0-alpha.beta",
        "v0.10.0-beta.2",
        "v0.10.0-beta.11",
        "v0.10.0-rc.1",
        "v0.10.0",
        "v1.0.0+incompatible",
        "v10.0.0",
    ]
    assert all(version_order(one) < version_order(next_) for one, next_ in pairwise(ordered))


def test_releases_of_kubernetes_and_of_forks_in_order() -> None:
    ordered = [
        *("main", "1.3", "v1.9.0", "1.20", "1.20.2", "1.20.5+really1.20.2", "1.20.10", "microshift-1.21"),
        *("my-own-fork-v1.22.0", "v1.23.0-alpha.3", "1.23.0-rc.1", "microshift-1.23.0", "1.23.1", "1.100"),
    ]
    assert all(version_order(one) < version_order(next_) for one, next_ in pairwise(ordered))


@pytest.mark.parametrize("same", ["1.24.3", "v1.24.3", "microshift-1.24.3", "microshift-v1.24.3", "1.24.3+build.7"])
def test_names_of_one_version(same: str) -> None:
    assert version_order(same) == version_order("1.24.3")


@pytest.mark.parametrize("text", ["", "v", "latest", "main", "-1.2", "release-", "nowhere", "v.1"])
def test_what_is_no_version_has_no_numbers(text: str) -> None:
    assert version_order(text)[0] == ()


def test_numbers_of_as_many_digits_as_there_are() -> None:
    nines = "9" * 100_000
    ordered = [
        *("1.0.0-9", f"1.0.0-{nines}", "1.0.0-alpha", "1.0.0", "1.0.08", "1.0.9", "1.0.10", f"1.0.{nines}"),
        *(f"1.0.1{nines}", "1.1", f"v{nines}.0", f"v1{'0' * 100_000}.0"),
    ]
    assert all(version_order(one) < version_order(next_) for one, next_ in pairwise(ordered))
    assert version_order("1.007.0") == version_order("1.7.000")


@pytest.mark.parametrize("part", ["a-", "-", "1.", "a", "v", "1-", "1-a.", "_"])
def test_the_work_grows_as_the_name_does(part: str) -> None:
    assert growth(lambda count: lambda: version_order(part * count), 2_000) < 6
    with ends():
        version_order(part * 1_000_000)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("microshift-1.21", "1.21"),
        ("my-own-fork-v1.22.0", "1.22.0"),
        ("v1.2-rc.1", "1.2-rc.1"),
        ("1.2", "1.2"),
        ("main", "main"),
    ],
)
def test_a_version_without_what_stands_before_it(name: str, bare: str) -> None:
    assert bare_version(name) == bare
    assert Origin(name, name="A fork of {version}, kept").title.en == f"A fork of {bare}, kept"
