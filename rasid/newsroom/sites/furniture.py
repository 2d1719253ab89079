"""What surrounds the text on real pages: styles, scripts, inline data, drawings, menus. The weight, not the words.

An outlet's blocks are made once, from its name; which of them a page carries follows from the article's id. Ordinary
pages weigh 15 to 40 kB, padded ones 50 to 200 kB, as the large outlets' do.
"""

import json
from dataclasses import dataclass
from html import escape

from rasid.newsroom.chance import mix, pick, picks
from rasid.newsroom.mastheads import Masthead

ORDINARY_BYTES = (17_000, 38_000)
PADDED_BYTES = (50_000, 200_000)

# Head, menu and sidebars of a page without any block, roughly.
FRAME_BYTES = 6_000

_BLOCKS_OF_A_KIND = 12
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

TOPICS = (
    "السياسة", "الاقتصاد", "المناخ", "التعليم", "الصحة", "السفر", "الطاقة", "العقارات", "الأسواق", "الثقافة", "السينما",
    "المسرح", "الكتب", "الرياضة", "كرة القدم", "ألعاب القوى", "التقنية", "الذكاء الاصطناعي", "الفضاء", "البيئة",
    "المرأة", "الشباب", "الأسرة", "المطبخ", "السيارات", "الطيران", "النقل", "الزراعة", "المياه", "الآثار", "الفن",
    "الموسيقى", "الرأي", "حوارات", "تحقيقات", "صور", "فيديو", "بودكاست", "أرشيف", "خرائط",
)  # fmt: skip

STYLE = """
body{margin:0;font-family:Tahoma,Arial,sans-serif;line-height:1.8;background:#f4f4f1;color:#222}
header,footer,nav{background:#24323d;color:#fff;padding:.6rem 1rem}header a,footer a,nav a{color:#fff}
main,.wrap,.container{max-width:70rem;margin:1rem auto;padding:0 1rem;background:#fff}img{max-width:100%}
nav ul,footer ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.2rem 1rem;font-size:.85rem}
aside{font-size:.9rem;border-top:3px solid #b98b3e;margin-top:2rem}h1{line-height:1.4}svg{display:none}
"""


@dataclass(frozen=True, slots=True)
class Fill:
    """Markup for the head, for the menus above the text and for the end of the body."""

    head: str
    menus: str
    tail: str


@dataclass(frozen=True, slots=True)
class _Block:
    text: str
    size: int


class Furniture:
    """The blocks of one outlet's pages."""

    style = STYLE

    def __init__(self, masthead: Masthead, *, padded: bool = False) -> None:
        self._bytes = PADDED_BYTES if padded else ORDINARY_BYTES
        seed = sum(masthead.slug.encode())
        turns = range(_BLOCKS_OF_A_KIND)
        self._heads = [_block(kind(seed, turn)) for turn in turns for kind in (_styles, _state)]
        self._menus = [_block(_menu(masthead, seed, turn)) for turn in turns]
        self._tails = [_block(kind(seed, turn)) for turn in turns for kind in (_script, _drawing, _templates)]

    def fill(self, number: int, core: str) -> Fill:
        """Blocks that bring a page with `core` in its middle to its weight, for the article or page `number`."""
        low, high = self._bytes
        wanted = low + mix(number, 21) % (high - low) - len(core.encode()) - FRAME_BYTES
        head: list[str] = [_marker(number)]
        menus: list[str] = []
        tail: list[str] = []
        kinds = ((self._heads, head), (self._tails, tail), (self._menus, menus), (self._tails, tail))
        turn = 0
        # The last block is at most half over the wanted weight: stop when less than that is missing.
        while wanted > 1_200 and turn < 160:
            source, into = kinds[turn % len(kinds)]
            block = pick(source, number, turn)
            into.append(block.text)
            wanted -= block.size
            turn += 1
        return Fill("".join(head), "".join(menus), "".join(tail))


def _block(text: str) -> _Block:
    return _Block(text, len(text.encode()))


def _marker(number: int) -> str:
    return (
        f'<script>window.dataLayer=window.dataLayer||[];dataLayer.push({{"pageId":{number},'
        f'"nonce":"{mix(number, 1):x}","bucket":{mix(number, 2) % 100}}});</script>'
    )


def _word(*numbers: int) -> str:
    value = mix(*numbers)
    return "".join(_LETTERS[value >> shift & 15] for shift in range(0, 8 + value % 5 * 4, 4))


def _styles(seed: int, turn: int) -> str:
    rules = "".join(
        f".{_word(seed, turn, row)}{{margin:{mix(seed, row) % 40}px;color:#{mix(turn, row) % 0xFFFFFF:06x};"
        f"width:{mix(seed, turn, row) % 100}%}}"
        for row in range(45)
    )
    return f"<style>{rules}</style>"


def _state(seed: int, turn: int) -> str:
    rows = [
        {
            "id": mix(seed, turn, row) % 900_000,
            "label": pick(TOPICS, seed, turn, row),
            "path": f"/{_word(seed, turn, row)}",
            "on": row % 3 == 0,
        }
        for row in range(28)
    ]
    return f"<script>window.__{_word(seed, turn)}={json.dumps({'rows': rows})};</script>"


def _menu(masthead: Masthead, seed: int, turn: int) -> str:
    links = "".join(
        f'<li><a href="/topic/{mix(seed, turn, row) % 400}">{escape(topic)}</a></li>'
        for row, topic in enumerate(picks(TOPICS, 22, seed, turn))
    )
    return f'<nav class="mega mega-{turn}" aria-label="{escape(masthead.name)}"><ul>{links}</ul></nav>'


def _script(seed: int, turn: int) -> str:
    lines = "".join(
        f"function {_word(seed, turn, row)}(a,b){{var c={mix(seed, turn, row) % 999};if(a>c){{return b.{_word(row, seed)}"
        f'("{_word(turn, row)}",c)}}return document.querySelector(".{_word(seed, row)}")}}'
        for row in range(22)
    )
    return f"<script>(function(){{{lines}}})();</script>"


def _drawing(seed: int, turn: int) -> str:
    points = "".join(f"L{mix(seed, turn, row) % 2400 / 100} {mix(turn, seed, row) % 2400 / 100}" for row in range(160))
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M0 0{points}Z"/></svg>'


def _templates(seed: int, turn: int) -> str:
    cards = "".join(
        f'<div class="{_word(seed, turn, row)}" data-slot="{mix(seed, turn, row) % 10_000}"><img data-src="/t/{row}.jpg" '
        f'alt=""><span class="{_word(row, turn)}"></span></div>'
        for row in range(18)
    )
    return f"<template>{cards}</template>"
