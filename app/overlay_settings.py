"""How captions over other windows look and where they are; knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

MOST_LINES: Final = 6
SIZES_PX: Final = (18, 22, 28, 34, 40, 48, 56, 64, 80, 96)
"""Heights of letters to choose from, in logical pixels."""
OPACITIES_PERCENT: Final = (80, 90, 100)
"""How dense a plate may be. A thinner one would not keep 7:1 over white."""


class CaptionContent(StrEnum):
    """Which text is shown."""

    SOURCE = "source"
    TRANSLATION = "translation"
    BOTH = "both"


class CaptionGround(StrEnum):
    """What keeps text apart from what is behind it."""

    PLATE = "plate"
    OUTLINE = "outline"


class CaptionColour(StrEnum):
    """Colours that can be told from their ground by everybody."""

    WHITE = "white"
    YELLOW = "yellow"
    CYAN = "cyan"
    GREEN = "green"
    BLACK = "black"


HEX: Final[dict[CaptionColour, str]] = {
    CaptionColour.WHITE: "#ffffff",
    CaptionColour.YELLOW: "#ffe45c",
    CaptionColour.CYAN: "#7ff0f5",
    CaptionColour.GREEN: "#8df0a0",
    CaptionColour.BLACK: "#000000",
}


_BLACK, _WHITE = HEX[CaptionColour.BLACK], HEX[CaptionColour.WHITE]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayPlace:
    """Where it was last, in logical pixels from the corner of its screen."""

    screen: str
    x: int
    y: int
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlaySettings:
    """The overlay as the user made it."""

    content: CaptionContent = CaptionContent.BOTH
    lines: Annotated[int, Meta(ge=1, le=MOST_LINES)] = 2
    """Of each language."""
    size_px: Annotated[int, Meta(ge=SIZES_PX[0], le=SIZES_PX[-1])] = 28
    font: str | None = None
    """A family; None is the program's own."""
    colour: CaptionColour = CaptionColour.WHITE
    source_colour: CaptionColour = CaptionColour.CYAN
    ground: CaptionGround = CaptionGround.PLATE
    opacity_percent: Annotated[int, Meta(ge=OPACITIES_PERCENT[0], le=OPACITIES_PERCENT[-1])] = 80
    screen: str | None = None
    """Name of the screen it opens on; None is where it was last."""
    place: OverlayPlace | None = None

    @property
    def ground_hex(self) -> str:
        """The colour of plate and outline, on which the text is read."""
        return _WHITE if self.colour is CaptionColour.BLACK else _BLACK

    @property
    def colour_hex(self) -> str:
        """The colour of the translation, or of the only language."""
        return HEX[self.colour]

    @property
    def source_hex(self) -> str:
        """The colour of the source; one that cannot be read on this ground gives way."""
        if CaptionColour.BLACK in (self.colour, self.source_colour):
            return self.colour_hex
        return HEX[self.source_colour]
