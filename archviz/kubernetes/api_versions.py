"""The order of API versions such as ``v1`` and ``v2beta1``, as Kubernetes has them."""

from __future__ import annotations

import re

_VERSION = re.compile(r"v(\d+)(?:(alpha|beta)(\d+))?")
_STABILITY = {"": 0, "beta": 1, "alpha": 2}


def api_version_order(version: str) -> tuple[int, int, int, str]:
    """A key that sorts stable versions before beta and alpha ones, newer before older, and other names last.

    So does ``CompareKubeAwareVersionStrings`` of ``k8s.io/apimachinery/pkg/version``.
    """
    found = _VERSION.fullmatch(version)
    if found is None:
        return len(_STABILITY), 0, 0, version
    major, stability, minor = found.groups(default="")
    return _STABILITY[stability], -int(major), -int(minor or 0), version
