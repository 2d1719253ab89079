"""Which words of a document go into which field of an index: one definition, so that every engine counts and ranks alike."""

from collections.abc import Iterator

from index.analysis import Analyser
from index.document import Document

ANALYSED = ("title", "body")
NAMED = ("author", "section")

EVERYWHERE = "body"
"""Where a word is looked for that is not limited to a field: the title's words stand in these fields too, before the text's."""

PARTS = {
    "title": ("surface", "cls"),
    "body": ("surface", "cls", "gram"),
    "author": ("surface", "cls"),
    "section": ("surface", "cls"),
}
"""The fields that hold words, as `<name>_<part>`. Only classes stand in order and count each time; of surfaces and grams only
presence counts. See docs/decisions/0008."""

NOTHING = "\u2205" * 9
"""Stands in a field that holds no word. tantivy counts such a document among those with the field when it weighs words and
lengths, Lucene does not; so no document is without. No query asks for it, and it is too long to be near a short word."""


def field_words(document: Document, analyser: Analyser) -> Iterator[tuple[str, str]]:
    """(field, words between spaces) of a document. A field comes several times where it holds several texts."""
    title, text = analyser.analyse(document.title), analyser.analyse(document.text)
    texts = {
        "title": (title,),
        "body": (title, text),
        "author": tuple(analyser.analyse(name) for name in document.authors),
        "section": (analyser.analyse(document.section),),
    }
    for name, parts in PARTS.items():
        for part in parts:
            found = [words for analysed in texts[name] if (words := getattr(analysed, part))]
            if not found:
                yield f"{name}_{part}", NOTHING
            elif part != "cls":
                # Where only presence counts, tantivy takes all words for a text's length and Lucene the different ones.
                yield f"{name}_{part}", " ".join(dict.fromkeys(" ".join(found).split()))
            else:
                for words in found:
                    yield f"{name}_{part}", words
