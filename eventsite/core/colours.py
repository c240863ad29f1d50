"""Text that can be read on any colour: pure maths over "#rrggbb".

Source: WCAG 2.2, relative luminance and contrast ratio; success criterion 1.4.3 asks
for 4.5 between a text and what is behind it.
"""

import re
from collections.abc import Iterable
from hashlib import sha256

BLACK, WHITE = "#000000", "#ffffff"
AA = 4.5
LIGHT_PAGE, DARK_PAGE = "#f4f3ef", "#24272b"  # the least contrast our surfaces leave
MOST = 200  # in one style sheet
COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")
# For what has no colour of its own; told apart by people with any colour vision.
PALETTE = (
    "#2b5fa8", "#b3541e", "#2e7d4f", "#8e3b8a", "#a8324a", "#3d7f8c", "#7a6a1f",
    "#5b54b8", "#c27a00", "#4f6b2f", "#0f766e", "#9a5b3c",
)  # fmt: skip


def parse(text: str) -> str | None:
    """Return "#rrggbb" in lower case, None for anything else."""
    match = COLOUR.fullmatch(text.strip())
    return f"#{match[1].lower()}" if match else None


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(part) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21, whichever comes first."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable_on(background: str) -> str:
    """Return black or white: the one with more contrast, which is always 4.5 or more."""
    white = contrast(WHITE, background)
    return WHITE if white >= contrast(BLACK, background) else BLACK


def readable_as_text(colour: str, background: str, least: float = AA) -> str:
    """Return the colour, darkened or lightened until it can be read on `background`.

    Raises:
        ValueError: not even black or white has that much contrast.
    """
    towards = readable_on(background)
    for percent in range(0, 101, 4):
        tried = mix(colour, towards, percent / 100)
        if contrast(tried, background) >= least:
            return tried
    raise ValueError(f"nothing reads with {least} on {background}")


def mix(colour: str, other: str, share: float) -> str:
    """Return a colour between the two; `share` of the other, 0 to 1."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    parts = (round(a + (b - a) * share) for a, b in pairs)
    return "#" + "".join(f"{part:02x}" for part in parts)


def colour_for(name: str) -> str:
    """Return a colour for what has none of its own: the same name, the same colour."""
    return PALETTE[sha256(name.encode()).digest()[0] % len(PALETTE)]


def brand_css(colour: str) -> str:
    """Return the style sheet that dresses a page in an event's colour."""
    light = readable_as_text(colour, LIGHT_PAGE)
    dark = readable_as_text(colour, DARK_PAGE)
    return (
        f":root{{--brand:{colour};--brand-ink:{readable_on(colour)};"
        f"--accent-light:{light};--accent-dark:{dark};"
        f"--accent-light-ink:{readable_on(light)};--accent-dark-ink:{readable_on(dark)}}}\n"
    )


def colours_css(colours: Iterable[str]) -> str:
    """Return a rule for each colour: `<… data-colour="2b5fa8">`.

    It sets `--colour` (a fill), `--colour-ink` (text on the fill), `--colour-light` and
    `--colour-dark` (the colour as text on our light and dark pages).
    """
    return "".join(
        f'[data-colour="{colour[1:]}"]{{--colour:{colour};'
        f"--colour-ink:{readable_on(colour)};"
        f"--colour-light:{readable_as_text(colour, LIGHT_PAGE)};"
        f"--colour-dark:{readable_as_text(colour, DARK_PAGE)}}}\n"
        for colour in colours
    )


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(part: int) -> float:
    share = part / 255
    return (
        share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)
    )
