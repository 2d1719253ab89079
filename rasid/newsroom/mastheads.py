"""The four outlets of the newsroom: what they are called, where they live, what their sections are."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """One invented outlet.

    `sections` maps the name used in addresses to the Arabic one, in the order of the menu. `first_id` is the id of the
    first article when there is none yet.
    """

    slug: str
    host: str
    name: str
    english: str
    country: str
    zone: ZoneInfo
    sections: Mapping[str, str]
    first_id: int


MASTHEADS: Mapping[str, Masthead] = {
    masthead.slug: masthead
    for masthead in (
        Masthead(
            slug="sadim",
            host="www.sadim.example",
            name="سديم",
            english="Sadim",
            country="gb",
            zone=ZoneInfo("Europe/London"),
            sections={
                "News": "أخبار",
                "Economics": "اقتصاد",
                "Opinion": "آراء",
                "Sports": "رياضة",
            },
            first_id=1590001,
        ),
        Masthead(
            slug="atlas",
            host="www.atlas.example",
            name="أوراق الأطلس",
            english="Atlas Papers",
            country="ma",
            zone=ZoneInfo("Africa/Casablanca"),
            sections={
                "politique": "سياسة",
                "societe": "مجتمع",
                "economie": "اقتصاد",
                "culture": "ثقافة",
            },
            first_id=48101,
        ),
        Masthead(
            slug="diffatan",
            host="www.diffatan.example",
            name="الضفّتان",
            english="The Two Banks",
            country="iq",
            zone=ZoneInfo("Asia/Baghdad"),
            sections={"1": "سياسة", "2": "محليات", "3": "تحقيقات", "4": "رياضة"},
            first_id=7301,
        ),
        Masthead(
            slug="nakheel",
            host="www.nakheel.example",
            name="نخيل برس",
            english="Nakheel Press",
            country="sa",
            zone=ZoneInfo("Asia/Riyadh"),
            sections={
                "local": "محليات",
                "business": "أعمال",
                "tech": "تقنية",
                "health": "صحة",
            },
            first_id=220501,
        ),
    )
}
