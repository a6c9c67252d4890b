"""How long a host is waited for, how often it is asked, and how much it may send."""

from __future__ import annotations

from dataclasses import dataclass

from archviz.sources.limits import MOST_BYTES


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds, bytes and counts; beyond any of them the place is given up, with the number in the message."""

    connect: float = 5.0
    """Seconds within which a host's address must take a connection, and as many for the start of TLS."""

    stall: float = 30.0
    """Seconds that may pass without a byte."""

    window: float = 60.0
    """Seconds of waiting over which the rate is taken."""

    slowest: int = 1000
    """Bytes that must come in a second, as an average of a window: what git asks for with http.lowSpeedLimit=1000."""

    longest: float = 7200.0
    """Seconds for one answer, however fast it comes."""

    tries: int = 3
    """How often a place is asked in all, where a connection breaks or the host says that it is busy."""

    pause: float = 0.5
    """Seconds before the second try; each further pause is twice as long."""

    longest_pause: float = 10.0
    """Seconds to wait at most, whatever the host says in Retry-After."""

    redirects: int = 10
    """How many times a host may send us elsewhere."""

    most: int = MOST_BYTES
    """Bytes of a download."""
