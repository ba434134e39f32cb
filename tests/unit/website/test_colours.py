"""Whatever colour a site has, what is written on it and drawn with it can be read."""

from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website import colours

COLOURS = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: "#{:02x}{:02x}{:02x}".format(*rgb))


def properties(look: str) -> dict[str, str]:
    pairs = (line.split(":") for line in look.split(";"))
    return {name.removeprefix("--"): value for name, value in pairs}


def long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(letter * 2 for letter in colour[1:])


@given(COLOURS)
def test_every_colour_can_be_read(colour: str) -> None:
    made = properties(colours.look(colour, "right"))
    assert made["c"] == colour
    assert colours.contrast(colour, long(made["o"])) >= 4.4
    assert colours.contrast(made["l"], "#ffffff") >= 3
    assert colours.contrast(made["d"], "#1b1d22") >= 3


@given(st.text(max_size=40) | st.just("red;} * {display:none"))
def test_nothing_but_a_colour_gets_into_the_style_sheet(colour: str) -> None:
    assert properties(colours.look(colour, colour)).keys() == {"c", "o", "l", "d", "left", "right"}


def test_the_side_of_the_page() -> None:
    assert colours.look("#000000", "left").endswith("--left:1.25em;--right:auto")
    assert colours.look("#000000", "anywhere").endswith("--left:auto;--right:1.25em")
