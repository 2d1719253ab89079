"""Which language a text in Arabic letters is written in: Arabic, or one of those that borrowed the script."""

import re
from collections.abc import Mapping

ARABIC = "ar"
LANGUAGES = {
    "ar": "Arabic",
    "fa": "Persian",
    "ur": "Urdu",
    "ckb": "Central Kurdish",
    "ps": "Pashto",
    "ug": "Uyghur",
}

_SAMPLE = 4_000  # characters: the beginning tells as much as the whole
_LEAST_LETTERS = 12
_LETTER = re.compile(r"[^\W\d_]")
_IN_SCRIPT = re.compile(
    "[\u0620-\u063f\u0641-\u064a\u066e-\u06d3\u06d5\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]"
)
_WORD = re.compile(r"[^\W\d_]+")

# Letters that a language cannot do without and the others hardly have. Keheh and Farsi yeh are not among them:
# an Arabic text typed on a Persian keyboard has both.
_LETTERS: Mapping[str, str] = {
    "fa": "پچژگ",
    "ur": "ٹڈڑےہھںۓ",
    "ckb": "ێۆڕڵە",
    "ps": "ټډړښږېۍځڅڼ",
    "ug": "ۇۈۆڭېۋە",
}
_WORDS: Mapping[str, str] = {
    "ar": "في من على إلى الى أن ان التي الذي هذا هذه عن مع كان قال ما لا أو بعد بين وقد كما ذلك",
    "fa": "در به از که كه این اين را است برای براي می آن نیز کرد های هاي",
    "ur": "کے میں کی کا ہے اور سے کو نے پر ہیں یہ اس بھی ایک نہیں کہ ان تھا گیا",
    "ckb": "لە بۆ بە کە ئەم ئەو لەگەڵ دەکات نییە هەر یەک سەر ئەوەی",
    "ps": "په کې چې دی ته سره شوي یو",
    "ug": "ۋە بىلەن بۇ ئۈچۈن بىر دەپ ئىدى قىلىپ",
}
# Left out: what Arabic writes too. و stands alone in Tunisia's papers, د before the name of a doctor.
_OF_WORD: dict[str, list[str]] = {}
for _language, _words in _WORDS.items():
    for _word in _words.split():
        _OF_WORD.setdefault(_word, []).append(_language)
_LETTER_WORTH = 2.0  # a tell-tale letter per letter counts twice a tell-tale word per word
_LEAST_SHARE = 0.03


def language_of(text: str) -> str:
    """The language's code (see LANGUAGES); "" where the text is in another script or too short to tell.

    A text in Arabic letters with no sign of another language is taken for Arabic: names and headlines have no
    function words.
    """
    sample = text[:_SAMPLE]
    letters = len(_LETTER.findall(sample))
    in_script = "".join(_IN_SCRIPT.findall(sample))
    if letters < _LEAST_LETTERS or len(in_script) < 0.5 * letters:
        return ""
    words = _WORD.findall(sample)
    scores = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        for language in _OF_WORD.get(word, ()):
            scores[language] += 1 / len(words)
    for language, own in _LETTERS.items():
        scores[language] += _LETTER_WORTH * sum(map(in_script.count, own)) / len(in_script)
    best = max(scores, key=lambda language: (scores[language], language == ARABIC))
    return best if scores[best] >= _LEAST_SHARE else ARABIC


def is_arabic(text: str) -> bool:
    """Whether the text is written in Arabic, not only in its letters."""
    return language_of(text) == ARABIC
