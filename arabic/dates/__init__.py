"""Dates as the Arabic press writes them, read or refused, never guessed.

The way of a text: `tokens` folds it and cuts it into numbers, times and known words;
`phrases` joins words that belong together; `facts` collects what they state; `reader`
settles on one moment or refuses. `machine` reads ISO and Unix time, `finder` looks for dates
inside a longer line. The vocabulary is in `words`, `zones` and `arabic.months`.
"""

from arabic.dates.finder import find_dates
from arabic.dates.period import period_of
from arabic.dates.reader import read_date
from arabic.dates.reading import DateReading, Order

__all__ = ["DateReading", "Order", "find_dates", "period_of", "read_date"]
