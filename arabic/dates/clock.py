"""The hour on a twelve-hour clock and the word beside it as an hour of the day."""

from typing import Final

HALVES: Final = frozenset(("am", "pm", "noon", "afternoon", "dawn", "night"))


def hour_of(hour: int, half: str) -> int | None:
    """Hour 0 to 23 of "10 pm" and its like; None where hour and word contradict each other.

    A 24-hour time with a word that agrees ("18:47 pm") is what many sites print and is read.
    "Night" at twelve is refused: it may belong to the day before or after.
    """
    if half == "am":
        return hour % 12 if 0 <= hour <= 12 else None
    if half == "pm":
        return 12 + hour % 12 if 1 <= hour <= 12 else hour if 13 <= hour <= 23 else None
    if half == "noon":
        return {11: 11, 12: 12, 13: 13, 14: 14, 15: 15, 1: 13, 2: 14, 3: 15}.get(hour)
    if half == "afternoon":
        return hour if 14 <= hour <= 18 else 12 + hour if 2 <= hour <= 6 else None
    if half == "dawn":
        return hour if 0 <= hour <= 6 else 0 if hour == 12 else None
    if half == "night":
        if 18 <= hour <= 23:
            return hour
        return 12 + hour if 6 <= hour <= 11 else hour if 1 <= hour <= 4 else None
    return None
