"""What follows from a site's colour: what is readable on it, and what may be drawn with it on light and dark cards."""

import re

DEFAULT = "#2457d6"
INK = "#16181d"
_HEX = re.compile(r"#[0-9a-f]{6}")
_WEIGHTS = (0.2126, 0.7152, 0.0722)


def look(colour: str, position: str) -> str:
    """Custom properties for the widget, as one declaration list.

    `--c` the colour itself, `--o` what is readable on it (4.5 to 1), `--l` and `--d` what may be drawn with it on the
    light and the dark card (3 to 1): ink where it is too light, a lighter tone where too dark. `--left`, `--right`.
    """
    shown = colour.lower() if _HEX.fullmatch(colour.lower()) else DEFAULT
    light = luminance(shown)
    on = "#000" if light > 0.18 else "#fff"
    on_light = shown if light < 0.29 else INK
    on_dark = shown if light > 0.15 else _half_to_white(shown)
    left, right = ("1.25em", "auto") if position == "left" else ("auto", "1.25em")
    return f"--c:{shown};--o:{on};--l:{on_light};--d:{on_dark};--left:{left};--right:{right}"


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" as WCAG 2 defines it: 0 to 1."""
    values = [value / 255 for value in _channels(colour)]
    linear = [value / 12.92 if value < 0.04 else ((value + 0.055) / 1.055) ** 2.4 for value in values]
    return sum(weight * value for weight, value in zip(_WEIGHTS, linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 defines it: 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _half_to_white(colour: str) -> str:
    return "#" + "".join(f"{(value + 256) >> 1:02x}" for value in _channels(colour))
