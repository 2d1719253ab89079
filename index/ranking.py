"""What counts how much when hits are ranked. One place, so that every engine ranks alike."""

from index.analysis import WEIGHTS

SURFACE = WEIGHTS["surface"]
CLS = WEIGHTS["cls"]
GRAM = WEIGHTS["gram"]

# A word of the title says what the article is about. BM25 already favours short fields; twice is a choice, not a measurement:
# the judged queries we have carry no titles.
FIELD_WEIGHTS = {"title": 2.0, "body": 1.0, "author": 1.0, "section": 1.0}
