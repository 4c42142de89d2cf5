"""Chinese and other letters on one line: half a space between them is drawn, not typed."""

from __future__ import annotations

import re
from typing import Final

HALF_SPACE_EM: Final = 0.14

_SCRIPT_CHANGE = re.compile(r"(?<=[㐀-鿿])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[㐀-鿿])")


def spaced_places(text: str) -> set[int]:
    """Return the characters after which half a space is drawn."""
    return {match.start() - 1 for match in _SCRIPT_CHANGE.finditer(text)}


def utf16_length(text: str) -> int:
    """Return how long Qt takes a text to be: characters beyond the basic plane count twice."""
    return len(text) + sum(1 for character in text if character > "\uffff")
