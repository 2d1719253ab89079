"""Lines that are no text: read-also boxes, prompts, credits, tag lists, players. Matched narrowly, since news says the same words.

Every pattern is matched at the start of a paragraph, on word borders, on folded letters (one alef, one yeh, no marks), and
holds only for short paragraphs. Weak ones count only near the end of a text or beside a list of links.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from arabic.letters import fold
from crawler.extract.body import Paragraph
from crawler.extract.places import agency_of, bare

_MEDIA = (
    r"(?:google|جوجل|غوغل|قوقل|نيوز|news|facebook|فيس ?بوك|فيسبوك|تويتر|twitter|اكس|واتس ?اب|واتساب|whatsapp|"
    r"تلي?غرام|تلي?جرام|telegram|انست?غرام|انست?قرام|instagram|يوتيوب|youtube|تطبيق|النشره|نشرتنا|"
    r"حسابنا|صفحتنا|قناتنا|قناه|موقعنا|سناب|تيك توك|لينكد|nabd|نبض)"
)
# (pattern on the folded text, most words a paragraph may have, weak)
_PATTERNS: tuple[tuple[str, int, bool], ...] = (
    (
        (r"(?:و)?(?:اقرا|اقراي|اقراوا|اقرءوا|اقرو|طالع|طالعوا|انظر|شاهد|شاهدوا|تابع|استمع|للمزيد اقرا)\s+"
        r"(?:ايضا|كذلك|المزيد)(?:\s*[:؛/|.،-]|\s|$)"),
        30, False,
    ),
    (r"(?:اقرا|اقراوا|شاهد|طالع|مطالعه)\s*[:؛]", 25, False),
    (r"(?:read (?:also|more)|also read|see also|related|continue reading|watch)\b", 20, False),
    (
        (r"(?:مواضيع|موضوعات|اخبار|مقالات|قصص|تقارير|روابط|محتوي|فيديوهات)\s+"
        r"(?:ذات (?:صله|علاقه)|متعلقه|مشابهه|مقترحه|مرتبطه|اخري)(?:\s|$|:)"),
        8, False,
    ),
    (
        (r"(?:قصص مقترحه(?: نهايه)?|نهايه قصص مقترحه|يستحق الانتباه(?: نهايه)?|الاكثر قراءه(?: نهايه)?|اخترنا لك(?:م)?|"
        r"مختارات|نرشح لك(?:م)?)\s*:?$"),
        6, False,
    ),
    (r"(?:تخطي|تجاوز)\s+(?:قصص|يستحق|الاكثر|[^ ]+ وواصل|podcast|پودكاست|البودكاست|اعلان)", 9, False),
    (r"(?:قد|ربما)\s+(?:يعجبك|يهمك|تهمك|يعجبكم|يهمكم)(?:\s|$)", 12, False),
    (
        (r"(?:شارك|شاركها|شاركنا|شاركوا|انشر|مشاركه)"
        r"(?:\s+(?:الخبر|المقال|المقاله|الموضوع|هذا|هذه|عبر|علي|اصدقاءك|رايك|الرابط|الصفحه)\b.*)?\s*:?$"),
        9, False,
    ),
    (
        (r"(?:تابعنا|تابعونا|تابع(?:وا|ي)?|لمتابعه|للمتابعه|انضم(?:وا)?|اشترك(?:وا|ي)?|للاشتراك|يمكنكم|حمل(?:وا)?)\b"
        rf".{{0,90}}{_MEDIA}"),
        26, False,
    ),
    (r"(?:تابعنا|تابعونا)(?:\s+(?:علي|عبر|في))?\s*[:|]?$", 4, False),
    (r"(?:اضغط|انقر|اكبس)(?:وا)?\s+(?:هنا|علي الرابط|للاشتراك)", 12, False),
    (r"قراونا من مستخدمي تويتر", 12, False),
    (
        (r"(?:للمزيد|لمزيد من التفاصيل|للتفاصيل|لقراءه المزيد|المزيد من التفاصيل)\s*"
        r"(?:[:/]|https?:|اضغط|انقر|اقرا|علي الرابط|$)"),
        15, False,
    ),
    (
        (r"(?:المزيد|اقرا المزيد|عرض المزيد|رجوع|الرئيسيه|طباعه|حفظ|ارسال|نسخ الرابط|تم النسخ|رابط مختصر|الرابط المختصر|"
        r"short url|copy link|print)(?:\s*[.…:»>]*)$"),
        4, False,
    ),
    (r"(?:استمع|استمعوا|الاستماع)\s+(?:الي|ل)\s*(?:المقال|المقاله|الخبر|الماده|التقرير|هذا)", 8, False),
    (r"(?:زياده|تكبير|تصغير|انقاص|حجم)\s+(?:حجم\s+)?(?:ال)?خط", 9, False),
    (r"(?:صدر|مصدر)\s+الصوره(?:\s*[،,:]|\s|$)", 12, False),
    (r"التعليق علي الصوره\s*[،,:]", 45, False),
    (r"(?:صوره?|صور)\s+(?:ارشيفيه|تعبيريه|من الارشيف|متداوله|توضيحيه)(?:\s*[.:-]|\s*\(.*\)|$)", 6, False),
    (r"(?:تصوير|عدسه|تصوير و?مونتاج)\s*[:/-]\s*\S+", 6, True),
    (r"المصدر\s*(?:[:/|-]\s*)", 6, False),
    (r"مصدر الخبر\s*[/:|-]", 10, False),
    (r"(?:نقلا عن|عن)\s*[:/]\s*\S+", 5, True),
    (r"[*\s]*(?:جميع\s+)?(?:حقوق (?:النشر|الطبع)|الحقوق)\s*(?:و\S+\s*)?(?:محفوظه|©)", 25, False),
    (r"(?:©|copyright|all rights reserved)", 25, False),
    (r"لا مانع من الاقتباس", 25, False),
    (r"the post\b.*\bappeared first on\b", 60, False),
    (r"(?:ظهرت (?:المقاله|التدوينه|المشاركه)|المقاله)\b.*\b(?:اولا علي|ظهرت اولا)", 50, False),
    (
        (r"ترحب شبكه cnn|الاراء الوارده (?:ادناه|في)|التعليقات (?:المنشوره|الوارده)|ملاحظه:? التعليقات|"
        r"المقالات المنشوره لا تعبر|المقال يعبر عن راي"),
        90, False,
    ),
    (r"(?:عدد (?:المشاهدات|القراءات|الزيارات|المقالات|التعليقات)|مشاهدات|المشاهدات|قراءات)\s*[:|]?\s*[\d,.]*$", 6, False),
    (r"[\d,.]+\s+(?:مشاهده|مشاهدات|قراءه|تعليق|تعليقات|زياره)$", 4, False),
    (r"(?:لا (?:توجد|يوجد) تعليقات|اضف تعليق|اترك تعليق|اكتب تعليق|التعليقات|تعليقات)", 9, True),
    (
        (r"(?:كلمات (?:دلاليه|مفتاحيه|دليليه|البحث)|الكلمات (?:المفتاحيه|الدلاليه|الدليليه)|تاجز|تاغز|الوسوم|وسوم|هاشتاغ|"
        r"tags?|keywords)\s*(?::|$)"),
        40, True,
    ),
    (r"(?:كلمات|تاجز|الوسوم|وسوم|tags)\s*:", 40, False),
    (r"(?:الاشراف العام|رئيس التحرير|مدير التحرير|رئيس مجلس الاداره)\s*:", 14, False),
    (r"(?:اعلان|اعلانات|اعلان ممول|محتوي مدفوع|advertisement|ads?)\s*$", 3, False),
    (r"(?:اختر|اختار)\s+اسم الكاتب", 6, False),
    (r"(?:اخر|تم)\s+(?:تحديث|التحديث|نشره|النشر)\b.*\d", 14, False),
    (r"(?:نشر (?:في|بتاريخ)|تاريخ النشر)\s*:?.*\d", 12, False),
    (r"(?:play ?/? ?pause|volume|mute|fullscreen|loading|your browser does not support|متصفحك لا يدعم)", 14, False),
    (r"(?:trending plus|google news|short link)\b", 12, False),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), limit, weak) for pattern, limit, weak in _PATTERNS)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern, _, _ in _PATTERNS))
_LONGEST = max(limit for _, limit, _ in _PATTERNS)
_NEEDS_ALL = re.compile(r"appeared first on|ظهرت|أولا")
_NO_LETTERS = re.compile(r"^[^\w]*$|^[\d\s:/.,|-]{1,12}$")
_ADDRESS = re.compile(
    r"^\W*(?:https?://\S+|www\.\S+|pic\.twitter\.com/\S+)(?:\s+(?:https?://\S+|pic\.twitter\.com/\S+))*\W*$",
    re.IGNORECASE,
)
_INLINE_MORE = re.compile(
    r"(?<=[.!?؟»\"”])\s+(?:[\u0627\u0623\u0625\u0671]قر[\u0623\u0627](?:وا)?|شاهد(?:وا)?|طالع)\s+"
    r"(?:المزيد|[أا]يض[\u0627\u064b]{1,2})\s*:\s*[^.؟!]{0,160}$"
)
_SOURCE = re.compile(r"^\s*المصدر\s*[:/|-]\s*(?P<name>.{1,60}?)\s*\.?\s*$")


def is_noise(text: str, *, at_end: bool = False, near_links: bool = False, linked: bool = False) -> bool:
    """Whether a paragraph is one of the lines that outlets put around and into their texts."""
    if _NO_LETTERS.match(text) or _ADDRESS.match(text):
        return True
    if len(text) > 2000:
        return False
    words = len(text.split())
    if words > _LONGEST:
        return False
    # one pass with all patterns together tells nearly every paragraph that it is text; a long one can only be told by its start
    start = text[:90] if words > 30 and not _NEEDS_ALL.search(text) else text
    folded = " ".join(fold(start).split()).lstrip("\"'«»“”()[]{}*-–—•·>|:/.،# ")
    if not _ANY.match(folded):
        return words <= 3 and bool(agency_of(text)) and bare(text) == text.strip()
    for pattern, limit, weak in _COMPILED:
        if words <= limit and (not weak or at_end or near_links or linked) and pattern.match(folded):
            if pattern.pattern.startswith("المصدر") and not _is_credit(text):
                continue
            return True
    return words <= 3 and bool(agency_of(text)) and bare(text) == text.strip()


def _is_credit(text: str) -> bool:
    """ "المصدر: RT" and not a quotation that opens so: a name of up to four words, no sentence."""
    match = _SOURCE.match(text)
    if match is None:
        return text.strip().rstrip(":") == "المصدر"
    return len(match["name"].split()) <= 4 and not re.search(r"[\"«“؟!]", match["name"])


def source_named(paragraphs: Sequence[Paragraph]) -> str:
    """What a credit line names as the source ("المصدر: رويترز", or "AFP" alone), "" without one."""
    for paragraph in paragraphs[-4:]:
        if len(paragraph.text) < 40 and agency_of(paragraph.text):
            return bare(paragraph.text)
        match = _SOURCE.match(paragraph.text)
        if match and _is_credit(paragraph.text):
            return bare(match["name"])
    return ""


def without_noise(paragraphs: Sequence[Paragraph]) -> tuple[list[Paragraph], list[str]]:
    """The paragraphs that are text, and the lines left out."""
    kept: list[Paragraph] = []
    dropped: list[str] = []
    last = len(paragraphs) - 1
    for position, paragraph in enumerate(paragraphs):
        if is_noise(
            paragraph.text,
            at_end=position >= last - 3 and position > 0,
            near_links=paragraph.near_links,
            linked=paragraph.linked,
        ):
            dropped.append(paragraph.text)
            continue
        shorter = _INLINE_MORE.sub("", paragraph.text)
        if shorter != paragraph.text:
            dropped.append(paragraph.text[len(shorter) :].strip())
        kept.append(paragraph if shorter == paragraph.text else replace(paragraph, text=shorter))
    while kept and kept[-1].kind == "h":
        dropped.append(kept.pop().text)
    return kept, dropped
