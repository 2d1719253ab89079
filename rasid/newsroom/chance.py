"""Choices that look random and are always the same: everything invented here follows from numbers."""

from collections.abc import Sequence
from typing import TypeVar

_MASK = (1 << 64) - 1

Item = TypeVar("Item")


def mix(*numbers: int) -> int:
    """A well-mixed number of 63 bits that depends on all `numbers` and their order (splitmix64's finaliser)."""
    state = 0x9E3779B97F4A7C15
    for number in numbers:
        state = (state ^ number) * 0xBF58476D1CE4E5B9 & _MASK
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB & _MASK
        state ^= state >> 31
    return state >> 1


def pick(items: Sequence[Item], *numbers: int) -> Item:
    """The item of `items` that `numbers` choose."""
    return items[mix(*numbers) % len(items)]


def picks(items: Sequence[Item], count: int, *numbers: int) -> list[Item]:
    """Up to `count` different items that `numbers` choose: a walk over `items` in steps that meet each once."""
    size = len(items)
    if not size:
        return []
    chosen = mix(*numbers)
    start = chosen % size
    step = next(step for step in range(1 + (chosen >> 20) % size, 3 * size + 2) if _coprime(step, size))
    return [items[(start + step * turn) % size] for turn in range(min(count, size))]


def _coprime(first: int, second: int) -> bool:
    while second:
        first, second = second, first % second
    return first == 1
