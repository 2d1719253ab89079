"""More articles than were ever written: variation `n` of an outlet, computed from its number alone.

A variation starts from a written article of the wanted section. Names of people and cities, numbers and some verbs are
exchanged throughout, paragraphs change places, some are left out, some come from other articles of the outlet, and new
sentences are put between, so that two variations of one article are not near-duplicates of each other. The result is
made for load: every sentence reads like the press, the whole need not make sense.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, timedelta

from rasid.newsroom.articles import Piece
from rasid.newsroom.chance import mix, pick, picks
from rasid.newsroom.mastheads import Masthead
from rasid.newsroom.wording import GULF_MONTHS, LEVANTINE_MONTHS, MOROCCAN_MONTHS, slug

# One article of an outlet every 23 minutes, less up to 22: 250,000 of one outlet reach eleven years back.
GAP_MINUTES = 23

# Variations are older than what was written and count down from its first id; when the numbers run out (an outlet
# whose ids begin low), they go on from here.
OVERFLOW_ID = 10_000_000

POOLS: Mapping[str, Sequence[str]] = {
    "given": (
        "أحمد",
        "محمود",
        "ليلى",
        "سامي",
        "هناء",
        "يوسف",
        "مريم",
        "كريم",
        "نادية",
        "خالد",
        "سلمى",
        "رامي",
        "فاطمة",
        "طارق",
        "ليان",
        "عمر",
        "سعاد",
        "ياسين",
        "هدى",
        "زياد",
        "منى",
        "إدريس",
        "رنا",
        "فهد",
        "نورة",
        "جمال",
        "سناء",
        "وليد",
        "دلال",
        "حسين",
        "أمينة",
        "ماجد",
        "ريم",
        "عادل",
        "بسمة",
        "أنس",
        "غادة",
        "منصور",
        "لمياء",
        "حيدر",
    ),
    "family": (
        "الحكيم",
        "العلوي",
        "الجبوري",
        "الدوسري",
        "الراوي",
        "الشامي",
        "بناني",
        "العمري",
        "الخطيب",
        "التازي",
        "الزبيدي",
        "القحطاني",
        "حداد",
        "النجار",
        "السالمي",
        "الكعبي",
        "الفاسي",
        "الحربي",
        "المصري",
        "الربيعي",
        "العتيبي",
        "البغدادي",
        "الصايغ",
        "المنصوري",
        "الشمري",
        "اليوسفي",
        "الهاشمي",
        "العامري",
        "الموسوي",
        "الغامدي",
    ),
    "city": (
        "لندن",
        "باريس",
        "الرباط",
        "الدار البيضاء",
        "فاس",
        "مراكش",
        "طنجة",
        "أكادير",
        "وجدة",
        "مكناس",
        "بغداد",
        "البصرة",
        "الموصل",
        "أربيل",
        "النجف",
        "كربلاء",
        "كركوك",
        "الرياض",
        "جدة",
        "الدمام",
        "أبها",
        "تبوك",
        "حائل",
        "القاهرة",
        "الإسكندرية",
        "بيروت",
        "طرابلس",
        "دمشق",
        "حلب",
        "عمّان",
        "إربد",
        "الكويت",
        "الدوحة",
        "المنامة",
        "أبوظبي",
        "دبي",
        "الشارقة",
        "مسقط",
        "صلالة",
        "صنعاء",
        "عدن",
        "الخرطوم",
        "تونس",
        "صفاقس",
        "الجزائر",
        "وهران",
        "قسنطينة",
        "نواكشوط",
        "جنيف",
        "بروكسل",
        "مدريد",
        "برلين",
        "روما",
        "أنقرة",
        "إسطنبول",
        "نيويورك",
    ),
    "said": ("أكد", "أوضح", "أعلن", "ذكر", "بيّن", "أضاف"),
    "said_bare": ("اكد", "اوضح", "اعلن", "ذكر", "بين", "اضاف"),
    "saying": ("مؤكدا", "موضحا", "مضيفا", "مبينا"),
    "during": ("خلال", "أثناء"),
    "large": ("كبيرة", "واسعة", "ضخمة", "مهمة"),
    "big": ("كبير", "واسع", "ضخم", "مهم"),
    "rise": ("ارتفاع", "زيادة", "نمو", "صعود"),
    "fall": ("انخفاض", "تراجع", "هبوط", "نقص"),
    "need": ("ضرورة", "أهمية", "وجوب"),
    "last": ("الماضي", "الفائت", "المنصرم"),
    "coming": ("المقبل", "القادم", "الآتي"),
}

# Sentences put between paragraphs; {given} {family} {city} {number} are filled in.
SENTENCES = (
    "وبحسب {given} {family} من سكان {city}، انتظرت {number} أسرة على الأقل هذا القرار منذ أعوام.",
    "وتظهر أرقام جمعها باحثون في {city} أن العدد بلغ {number} خلال الربع الأخير وحده.",
    "وحضر اللقاء {number} مشاركا جاؤوا من {city} ومدن مجاورة لها.",
    "ولم يصدر عن الجهات المعنية في {city} أي تعليق حتى ساعة إعداد هذا الخبر.",
    "وعُرضت في {city} دراسة أعدها فريق {given} {family} وشملت {number} حالة على مدى عامين.",
    "وتقع المنطقة على بعد {number} كيلومترا من {city}، ويصل إليها طريق واحد معبد.",
    "وفي تقدير {given} {family} من جامعة {city} أن الكلفة قد تتجاوز {number} مليونا قبل نهاية العام.",
    "وخصصت البلدية {number} موظفا لمتابعة التنفيذ، على أن يعرض التقرير الأول في {city}.",
    "واستقبل المستشفى في {city} نحو {number} مراجعا في الأسبوع نفسه، بحسب {given} {family}.",
    "وجاء توقيع {given} {family} عن الجانب الآخر في {city} مساء اليوم نفسه.",
    "وبحسب استطلاع أجري في {city} فإن {number} من كل ألف مشارك يؤيدون الخطوة من دون شروط.",
    "ومن المنتظر أن تعود اللجنة إلى الاجتماع في {city} بعد {number} يوما للنظر في الملاحظات.",
)

# What may follow a headline, so that two variations of one article do not share it.
ECHOES = (
    " في {city}",
    " وسط ترقب في {city}",
    ".. و{number} طلبا في يوم واحد",
    ": {given} {family} يشرح الأسباب",
    " بعد {number} يوما من الانتظار",
    " بمشاركة {number} خبيرا",
    " و{city} تنتظر دورها",
    ": أسئلة وأجوبة من {city}",
)

_MONTHS = "|".join(sorted({*GULF_MONTHS, *LEVANTINE_MONTHS, *MOROCCAN_MONTHS}, key=len, reverse=True))
_WORDS = {word: (kind, place) for kind, words in POOLS.items() for place, word in enumerate(words)}
_SLOTS = re.compile(
    rf"(?P<number>(?<![\w:.,/٫-])[0-9٠-٩]{{1,3}}(?![\w:.,/٫-]|\s+(?:{_MONTHS})))"
    rf"|\b(?P<prefix>[وفبل]?)(?P<word>{'|'.join(sorted(map(re.escape, _WORDS), key=len, reverse=True))})\b"
)
_DIGITS = {"0": "0123456789", "٠": "٠١٢٣٤٥٦٧٨٩"}


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in a text that changes: a word of a pool, or (with an empty kind) a number like the one given."""

    kind: str
    place: int
    text: str


_Template = tuple[str | _Slot, ...]


class _Source:
    """A written article cut into fixed text and slots, once."""

    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.title = _cut(piece.title)
        self.lead = _cut(piece.lead)
        self.place = _cut(piece.place)
        self.caption = _cut(piece.caption)
        self.blocks = tuple(map(_cut, piece.body))


class Variations:
    """The variations of one outlet: numbers 0 (newest) to `count` - 1, each found at once by number, id or section."""

    def __init__(self, masthead: Masthead, written: Sequence[Piece], count: int) -> None:
        self.masthead = masthead
        self.count = count if written else 0
        self._sections = tuple(masthead.sections)
        sources = tuple(map(_Source, written))
        self._by_section = {
            name: tuple(source for source in sources if source.piece.section == name) or sources
            for name in self._sections
        }
        self._blocks = tuple(
            block
            for source in sources
            for block in source.blocks[1:]
            if not (isinstance(block[0], str) and block[0].startswith("## "))
        )
        self._first_id = min((piece.id for piece in written), default=masthead.first_id)
        self._oldest = min((piece.published for piece in written), default=None)

    def id_of(self, number: int) -> int:
        """The id of variation `number`: ids fall as articles grow older, like those of the outlet."""
        below = self._first_id - 1 - number
        return below if below > 0 else OVERFLOW_ID + number

    def number_of(self, article_id: int) -> int | None:
        """Which variation has this id; None when none has."""
        number = article_id - OVERFLOW_ID if article_id >= OVERFLOW_ID else self._first_id - 1 - article_id
        if 0 <= number < self.count and self.id_of(number) == article_id:
            return number
        return None

    def in_section(self, section: str) -> int:
        """How many variations stand in `section`."""
        return len(range(self._sections.index(section), self.count, len(self._sections)))

    def number_in_section(self, section: str, place: int) -> int:
        """The number of the variation that is the `place`-th newest (from 0) of `section`."""
        return place * len(self._sections) + self._sections.index(section)

    def piece(self, number: int, *, with_body: bool = True) -> Piece:
        """Variation `number`; without its body where only a list is wanted."""
        if self._oldest is None:
            raise LookupError(f"{self.masthead.slug}: nothing was written that could be varied")
        section = self._sections[number % len(self._sections)]
        sources = self._by_section[section]
        source = sources[number // len(self._sections) % len(sources)]
        minutes = GAP_MINUTES * (number + 1) - mix(number, 3) % (GAP_MINUTES - 1)
        published = (self._oldest.astimezone(UTC) - timedelta(minutes=minutes)).astimezone(self.masthead.zone)
        was = source.piece
        title = _fill(source.title, number) + _invent(pick(ECHOES, number, 5), number, 6)
        return replace(
            was,
            id=self.id_of(number),
            section=section,
            title=title,
            published=published,
            modified=published + timedelta(minutes=7) if was.modified else None,
            author=_other_name(number) if was.author else "",
            place=_fill(source.place, number),
            lead=_fill(source.lead, number),
            caption=_fill(source.caption, number),
            body=self._body(source, number) if with_body else (),
            slug=slug(title),
        )

    def _body(self, source: _Source, number: int) -> tuple[str, ...]:
        own = [block for turn, block in enumerate(source.blocks[1:]) if mix(number, 7, turn) % 5 < 3]
        blocks = [*own, *picks(self._blocks, 2 + mix(number, 8) % 3, number, 9)]
        rest = [_fill(block, number + turn) for turn, block in enumerate(picks(blocks, len(blocks), number, 10))]
        for turn, sentence in enumerate(picks(SENTENCES, 2 + mix(number, 11) % 3, number, 12)):
            place = mix(number, 13, turn) % (len(rest) + 1)
            rest.insert(place, _invent(sentence, number, turn))
        while rest[-1].startswith("## "):
            rest.pop()
        return (_fill(source.blocks[0], number), *rest)


def _cut(text: str) -> _Template:
    parts: list[str | _Slot] = []
    end = 0
    for match in _SLOTS.finditer(text):
        if match["number"]:
            parts += (text[end : match.start()], _Slot("", match.start(), match["number"]))
        else:
            kind, place = _WORDS[match["word"]]
            parts += (text[end : match.start("word")], _Slot(kind, place, match["word"]))
        end = match.end()
    parts.append(text[end:])
    return tuple(part for part in parts if part != "") or ("",)


def _fill(template: _Template, number: int) -> str:
    return "".join(part if isinstance(part, str) else _exchange(part, number) for part in template)


def _exchange(slot: _Slot, number: int) -> str:
    if slot.kind:
        pool = POOLS[slot.kind]
        # The same shift for a whole article: a person keeps her name from the first paragraph to the last.
        return pool[(slot.place + mix(number, len(pool))) % len(pool)]
    digits = _DIGITS["0" if slot.text[0] in _DIGITS["0"] else "٠"]
    value = 1 + mix(number, slot.place, len(slot.text)) % (10 ** len(slot.text) - 1)
    return "".join(digits[int(digit)] for digit in str(value))


def _invent(sentence: str, *numbers: int) -> str:
    return sentence.format(
        given=pick(POOLS["given"], *numbers, 1),
        family=pick(POOLS["family"], *numbers, 2),
        city=pick(POOLS["city"], *numbers, 3),
        number=3 + mix(*numbers, 4) % 970,
    )


def _other_name(number: int) -> str:
    return f"{pick(POOLS['given'], number, 14)} {pick(POOLS['family'], number, 15)}"
