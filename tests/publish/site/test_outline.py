"""The map has everybody, and whatever is coloured falls into the class that its label names."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipeline.publish.site.outline import (
    CLASSES,
    NO_FIGURE,
    NOTHING,
    box_of,
    scale,
)
from schemas.register import Outline, load_map, load_neighbours, load_register

AMOUNTS = st.decimals(0, 10**10, places=2) | st.integers(0, 3 * 10**6).map(Decimal)

TOUCH_BY_A_SMALL_PART = {
    ("08125008", "08125098"),
    ("08336024", "08336073"),
    ("08336079", "08337108"),
}
"""One of them has a part there that is too small for the map."""


def number(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def fits(value: Decimal | None, label: str) -> bool:
    """Whether a value is what the label says."""
    if value is None or label == "keine Zeile":
        return value is None and label == "keine Zeile"
    if label in ("0", "über 0"):
        return (value > 0) == (label == "über 0")
    limits = [number(text) for text in re.findall(r"[\d.,]+", label)]
    if label.startswith("unter "):
        return 0 < value < limits[0]
    if label.endswith(" und mehr"):
        return limits[0] <= value
    low, high = limits
    return low <= value < high


@given(st.dictionaries(st.integers(0, 60).map(str), AMOUNTS))
def test_every_value_is_in_the_class_that_its_label_names(values: dict[str, Decimal]) -> None:
    keys = [*values, "none of them"]
    found = scale(values, keys)
    labels = {step.name: step.label for step in found.steps}
    assert all(fits(values.get(key), labels[found.of[key]]) for key in keys)
    assert {step.name: step.count for step in found.steps} == Counter(found.of.values())
    assert len(set(labels.values())) == len(labels) <= CLASSES + len((NO_FIGURE, NOTHING))


def test_classes_have_about_the_same_size_and_round_limits() -> None:
    values = {str(one): Decimal(one) for one in range(1, 6001)}
    assert [(step.label, step.count) for step in scale(values, values).steps] == [
        ("unter 1.000", 999),
        ("1.000 bis unter 2.000", 1000),
        ("2.000 bis unter 3.000", 1000),
        ("3.000 bis unter 4.000", 1000),
        ("4.000 bis unter 5.000", 1000),
        ("5.000 und mehr", 1001),
    ]


def test_the_map_has_everybody_within_its_frame() -> None:
    outlines, register = load_map(), load_register()
    assert outlines.gemeinden.keys() == register.gemeinden.keys()
    assert outlines.kreise.keys() == register.kreise.keys()
    width, height = load_map().size
    for outline in (*outlines.gemeinden.values(), *outlines.kreise.values()):
        left, top, right, bottom = outline.box
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height


def points(outline: Outline) -> set[tuple[int, int]]:
    """The corners of a shape, in the units of the map."""
    found = set()
    for ring in outline.path.split("M")[1:]:
        x = y = 0
        numbers = list(map(int, re.findall(r"-?\d+", ring)))
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            found.add((x, y))
    return found


def test_neighbours_touch_on_the_map_and_areas_add_up() -> None:
    outlines, register = load_map(), load_register()
    corners = {key: points(outline) for key, outline in outlines.gemeinden.items()}
    apart = {
        (key, other)
        for key, others in load_neighbours().items()
        for other in others
        if key < other and not corners[key] & corners[other]
    }
    assert apart == TOUCH_BY_A_SMALL_PART
    for key, kreis in outlines.kreise.items():
        parts = [outlines.gemeinden[one.gemeinde_ags].km2 for one in register.gemeinden_of(key)]
        assert abs(kreis.km2 - sum(parts)) <= Decimal("0.01") * len(parts)


def test_the_box_of_a_shape_has_a_margin() -> None:
    assert box_of(Outline(Decimal(1), "M100 200l40 0 0 20-40 0z")) == (98, 198, 44, 24)
