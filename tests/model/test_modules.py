"""The major version in a module's path (https://go.dev/ref/mod#major-version-suffixes)."""

from __future__ import annotations

import pytest

from archviz.model.modules import with_major, without_major


@pytest.mark.parametrize(
    ("path", "bare"),
    [
        ("example.org/kettle", "example.org/kettle"),
        ("example.org/kettle/v2", "example.org/kettle"),
        ("example.org/kettle/v12", "example.org/kettle"),
        ("example.org/v2/kettle", "example.org/v2/kettle"),
        ("gopkg.in/yaml.v3", "gopkg.in/yaml"),
        ("gopkg.in/user/yaml.v0", "gopkg.in/user/yaml"),
        ("gopkg.in/yaml.v2-unstable", "gopkg.in/yaml"),
        ("github.com/user/yaml.v2", "github.com/user/yaml.v2"),
    ],
)
def test_a_path_without_its_major_version(path: str, bare: str) -> None:
    assert without_major(path) == bare


@pytest.mark.parametrize(
    ("path", "version", "whole"),
    [
        ("example.org/kettle", "v0.3.0", "example.org/kettle"),
        ("example.org/kettle", "v1.3.0", "example.org/kettle"),
        ("example.org/kettle", "v2.0.0", "example.org/kettle/v2"),
        ("example.org/kettle", "v2.0.0+incompatible", "example.org/kettle"),
        ("gopkg.in/yaml", "v1.0.0", "gopkg.in/yaml.v1"),
        ("gopkg.in/yaml", "v3.0.1", "gopkg.in/yaml.v3"),
    ],
)
def test_a_path_with_the_major_version_of_a_version(path: str, version: str, whole: str) -> None:
    assert with_major(path, version) == whole
