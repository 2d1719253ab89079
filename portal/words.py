"""The interface's words in Arabic and English: texts, six plural forms, digits, dates.

Arabic is written, not translated: each sentence is what a newspaper's desk would say. Published text keeps its own digits;
only the interface's numbers and dates follow the reader.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.plural import PluralRule

DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")

MONTHS = {
    "gulf": ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"],
    "levant": [
        "كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران",
        "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول",
    ],
    "maghreb": ["يناير", "فبراير", "مارس", "أبريل", "ماي", "يونيو", "يوليوز", "غشت", "شتنبر", "أكتوبر", "نونبر", "دجنبر"],
    "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"],
}  # fmt: skip
WEEKDAYS = {
    "ar": ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}

# Forms by CLDR category. In Arabic "{n}" stands for the number in the reader's digits; one and two need no number.
PLURALS: dict[str, dict[str, dict[str, str]]] = {
    "ar": {
        "article": {
            "zero": "لا مواد", "one": "مادة واحدة", "two": "مادتان", "few": "{n} مواد", "many": "{n} مادة", "other": "{n} مادة",
        },
        "capture": {
            "zero": "لا لقطات", "one": "لقطة واحدة", "two": "لقطتان", "few": "{n} لقطات", "many": "{n} لقطة", "other": "{n} لقطة",
        },
        "outlet": {
            "zero": "لا صحف", "one": "صحيفة واحدة", "two": "صحيفتان", "few": "{n} صحف", "many": "{n} صحيفة", "other": "{n} صحيفة",
        },
        "version": {
            "zero": "لا نسخ", "one": "نسخة واحدة", "two": "نسختان", "few": "{n} نسخ", "many": "{n} نسخة", "other": "{n} نسخة",
        },
        "word": {
            "zero": "لا كلمات", "one": "كلمة واحدة", "two": "كلمتان", "few": "{n} كلمات", "many": "{n} كلمة", "other": "{n} كلمة",
        },
        "story": {
            "zero": "لا قصص", "one": "قصّة واحدة", "two": "قصّتان", "few": "{n} قصص", "many": "{n} قصّة", "other": "{n} قصّة",
        },
        "edit": {
            "zero": "لم تُعدّل", "one": "عُدّلت مرّة", "two": "عُدّلت مرّتين", "few": "عُدّلت {n} مرّات",
            "many": "عُدّلت {n} مرّة", "other": "عُدّلت {n} مرّة",
        },
    },
    "en": {
        "article": {"one": "{n} article", "other": "{n} articles"},
        "capture": {"one": "{n} capture", "other": "{n} captures"},
        "outlet": {"one": "{n} outlet", "other": "{n} outlets"},
        "version": {"one": "{n} version", "other": "{n} versions"},
        "word": {"one": "{n} word", "other": "{n} words"},
        "story": {"one": "{n} story", "other": "{n} stories"},
        "edit": {"one": "edited once", "other": "edited {n} times"},
    },
}  # fmt: skip

# Where newspapers are briefer than CLDR, or call a country otherwise.
COUNTRIES = {
    "ar": {"ae": "الإمارات", "gb": "بريطانيا", "ps": "فلسطين", "sa": "السعودية", "us": "أميركا", "om": "عُمان"},
    "en": {"ae": "UAE", "gb": "Britain", "ps": "Palestine"},
}

_RULES: dict[str, PluralRule] = {language: Locale(language).plural_form for language in ("ar", "en")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How one reader wants to be spoken to."""

    language: str = "ar"  # ar | en
    digits: str = "arab"  # arab | latn, of the interface
    months: str = "gulf"  # gulf | levant | maghreb, in Arabic
    theme: str = "auto"  # auto | light | dark
    zone: str = "UTC"
    now: datetime

    def say(self, arabic: str, english: str) -> str:
        """The sentence in the reader's language."""
        return arabic if self.language == "ar" else english

    def number(self, value: float) -> str:
        """A count with thousands grouped, in the reader's digits."""
        text = f"{value:,}"
        return self.figures(text.replace(",", "٬")) if self.digits == "arab" else text

    def figures(self, text: str) -> str:
        """Digits turned to the reader's, nothing else."""
        return text.translate(DIGITS) if self.digits == "arab" else text

    def count(self, thing: str, value: int) -> str:
        """ "٣ مواد", "مادتان", "3 articles"."""
        forms = PLURALS[self.language][thing]
        form = forms.get(_RULES[self.language](value), forms["other"])
        return form.format(n=self.number(value))

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(self.zone))

    def is_midnight(self, moment: datetime) -> bool:
        """Whether a day of the reader's begins then."""
        local = self.local(moment)
        return (local - timedelta(microseconds=1)).date() != local.date()

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def day(self, day: date, *, year: bool | None = None, weekday: bool = False) -> str:
        """ "الأحد ٢٢ نوفمبر ٢٠٢٦". The year is left out for days of this year unless asked for."""
        parts = [str(day.day), self.month_name(day)]
        if year or (year is None and day.year != self.today.year):
            parts.append(str(day.year))
        if weekday:
            parts.insert(0, WEEKDAYS[self.language][day.weekday()])
        return self.figures(" ".join(parts))

    def month_name(self, day: date) -> str:
        return MONTHS["en" if self.language == "en" else self.months][day.month - 1]

    def month(self, day: date) -> str:
        return self.figures(f"{self.month_name(day)} {day.year}")

    def country(self, code: str) -> str:
        """The country's name; the code itself where it is none."""
        short = COUNTRIES[self.language].get(code)
        return short or str(Locale(self.language).territories.get(code.upper(), code))

    def language_name(self, code: str) -> str:
        return str(Locale(self.language).languages.get(code.partition("-")[0], code))

    def moment(self, moment: datetime, precision: str = "minute") -> str:
        """A date as a desk writes it: today and yesterday by word, this week with the weekday, older ones with the year."""
        if precision in ("day", "month", "year"):
            when = moment.date()  # a day is a day in the zone it was given in
            if precision == "year":
                return self.figures(str(when.year))
            return self.month(when) if precision == "month" else self._near(when)
        local = self.local(moment)
        return self._near(local.date()) + self.say("، ", ", ") + self.figures(f"{local:%H:%M}")

    def _near(self, day: date) -> str:
        if day == self.today:
            return self.say("اليوم", "today")
        if day == self.today - timedelta(days=1):
            return self.say("أمس", "yesterday")
        return self.day(day, weekday=timedelta(0) < self.today - day < timedelta(days=7))

    def full_moment(self, moment: datetime, precision: str = "minute") -> str:
        """Day, month and year in full, with the time where it is known."""
        if precision in ("day", "month", "year"):
            return self.moment(moment, precision) if precision != "day" else self.day(moment.date(), year=True)
        local = self.local(moment)
        return self.day(local.date(), year=True) + self.say("، ", ", ") + self.figures(f"{local:%H:%M}")

    def span(self, start: datetime | None, end: datetime | None) -> str:
        """A stretch of days; `end` is the moment it is over."""
        first = self.local(start).date() if start else None
        last = (self.local(end) - timedelta(microseconds=1)).date() if end else None
        if first and last:
            if first == last:
                return self.day(first, year=True)
            return f"{self.day(first, year=True)} {self.say('إلى', 'to')} {self.day(last, year=True)}"
        if first:
            return f"{self.say('منذ', 'since')} {self.day(first, year=True)}"
        return f"{self.say('حتى', 'until')} {self.day(last, year=True)}" if last else ""

    def listed(self, names: Iterable[str]) -> str:
        return self.say("، ", ", ").join(names)

    def ago(self, moment: datetime) -> str:
        """ "قبل ٤ دقائق", coarse."""
        minutes = max(0, int((self.now - moment).total_seconds() // 60))
        if minutes < 1:
            return self.say("قبل لحظات", "moments ago")
        for unit, size in (("day", 1440), ("hour", 60), ("minute", 1)):
            if minutes >= size:
                return self._ago(unit, minutes // size)
        return ""

    def _ago(self, unit: str, value: int) -> str:
        if self.language == "en":
            return f"{value} {unit}{'' if value == 1 else 's'} ago"
        forms = {
            "day": ("يوم", "يومين", "أيام", "يومًا", "يوم"),
            "hour": ("ساعة", "ساعتين", "ساعات", "ساعة", "ساعة"),
            "minute": ("دقيقة", "دقيقتين", "دقائق", "دقيقة", "دقيقة"),
        }[unit]
        if value <= 2:
            return f"قبل {forms[value - 1]}"
        form = {"few": forms[2], "many": forms[3]}.get(_RULES["ar"](value), forms[4])
        return f"قبل {self.number(value)} {form}"
