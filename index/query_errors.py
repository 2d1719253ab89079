"""What a person is told when a query cannot be read: where, why, and what to write instead, in Arabic and English."""


class QueryError(Exception):
    """A query that cannot be read. `position` and `length` mark the spot, in characters of the query as typed."""

    def __init__(self, position: int, length: int, message_ar: str, message_en: str) -> None:
        super().__init__(f"{message_en} (at character {position + 1})")
        self.position = position
        self.length = length
        self.message_ar = message_ar
        self.message_en = message_en


def too_long(length: int, limit: int) -> QueryError:
    return QueryError(
        limit,
        length - limit,
        f"البحث أطول من {limit} حرف؛ اختصره إلى أهم الكلمات.",
        f"The query is longer than {limit} characters; keep its most important words.",
    )


def too_many_parts(position: int, limit: int) -> QueryError:
    return QueryError(
        position,
        1,
        f"في البحث أكثر من {limit} جزءا؛ اختصره إلى أهم الكلمات.",
        f"The query has more than {limit} parts; keep its most important words.",
    )


def too_deep(position: int, limit: int) -> QueryError:
    return QueryError(
        position,
        1,
        f"الأقواس متداخلة أكثر من {limit} مرة؛ بسّط البحث.",
        f"Parentheses are nested more than {limit} deep; write the query more simply.",
    )


def unclosed_quotation(position: int) -> QueryError:
    return QueryError(
        position,
        1,
        'علامة التنصيص فُتحت ولم تُغلق؛ أضف " في آخر العبارة.',
        'This quotation mark is never closed; put another " at the end of the phrase.',
    )


def empty_quotation(position: int, length: int) -> QueryError:
    return QueryError(
        position,
        length,
        "لا شيء بين علامتي التنصيص؛ اكتب العبارة بينهما أو احذفهما.",
        "There is nothing between the quotation marks; write the phrase there or remove them.",
    )


def unclosed_parenthesis(position: int) -> QueryError:
    return QueryError(
        position,
        1,
        "القوس فُتح ولم يُغلق؛ أضف ( أو ) المقابل له أو احذفه.",
        "This parenthesis is never closed; add the closing one or remove it.",
    )


def unopened_parenthesis(position: int) -> QueryError:
    return QueryError(
        position,
        1,
        "هذا قوس إغلاق لم يُفتح قبله قوس؛ احذفه أو أضف قوسا قبله.",
        "This parenthesis closes nothing; remove it or open one before.",
    )


def empty_parentheses(position: int, length: int) -> QueryError:
    return QueryError(
        position,
        length,
        "لا شيء بين القوسين؛ اكتب بينهما كلمة أو احذفهما.",
        "There is nothing between the parentheses; write a word there or remove them.",
    )


def lonely_operator(position: int, word: str, side_ar: str, side_en: str) -> QueryError:
    return QueryError(
        position,
        len(word),
        f"تنقص كلمة {side_ar} {word}؛ أضفها، أو اكتب {word} بين علامتي تنصيص للبحث عنها.",
        f'{word} needs a word {side_en} it; add one, or write "{word}" in quotation marks to look for it.',
    )


def empty_field(position: int, name: str) -> QueryError:
    return QueryError(
        position,
        len(name) + 1,
        f"بعد {name}: تلزم كلمة أو عبارة بين علامتي تنصيص.",
        f"{name}: needs a word or a phrase in quotation marks after it.",
    )


def unknown_field(position: int, name: str, meant: str) -> QueryError:
    return QueryError(
        position,
        len(name) + 1,
        f"لا حقل باسم {name}؛ هل أردت {meant}:؟ للبحث عن الكلمة نفسها ضع مسافة بعد النقطتين.",
        f"There is no field called {name}; did you mean {meant}:? To look for the word itself, put a space after the colon.",
    )


def short_prefix(position: int, length: int, letters: int) -> QueryError:
    return QueryError(
        position,
        length,
        f"قبل النجمة يلزم {letters} حروف على الأقل، مثل كتا*."
        if letters > 2
        else "قبل النجمة يلزم حرفان على الأقل، مثل كتاب*.",
        f"A star needs at least {letters} letters before it, as in كتاب*.",
    )


def misplaced_star(position: int) -> QueryError:
    return QueryError(
        position,
        1,
        "النجمة مكانها آخر الكلمة فقط، مثل كتاب*.",
        "A star can only stand at the end of a word, as in كتاب*.",
    )


def bad_distance(position: int, length: int) -> QueryError:
    return QueryError(
        position,
        length,
        "بعد ~ اكتب 1 أو 2: عدد الحروف التي قد تختلف، مثل نتنياهو~1.",
        "After ~ write 1 or 2, the number of letters that may differ, as in نتنياهو~1.",
    )


def bad_slop(position: int, length: int, limit: int) -> QueryError:
    return QueryError(
        position,
        length,
        f'بعد العبارة و~ اكتب عددا من 0 إلى {limit}، مثل "وزير الخارجية"~5.',
        f'After a phrase and ~ write a number from 0 to {limit}, as in "وزير الخارجية"~5.',
    )


def bad_date(position: int, length: int, text: str) -> QueryError:
    return QueryError(
        position,
        length,
        f"«{text}» ليس تاريخا مفهوما؛ اكتب مثلا 2026-11-01 أو 2026-11 أو أمس.",
        f"“{text}” is not a date that can be read; write for example 2026-11-01, 2026-11 or أمس.",
    )


def bad_range(position: int, length: int) -> QueryError:
    return QueryError(
        position,
        length,
        "اكتب الفترة هكذا: تاريخ:[2026-01-01 إلى 2026-02-01]، ومكان الطرف المفتوح نجمة.",
        "Write a period like this: date:[2026-01-01 TO 2026-02-01], with a star for an open side.",
    )


def reversed_range(position: int, length: int) -> QueryError:
    return QueryError(
        position,
        length,
        "الفترة تنتهي قبل أن تبدأ؛ بدّل موضعي التاريخين.",
        "The period ends before it begins; swap the two dates.",
    )


def no_modifiers(position: int, length: int, name: str) -> QueryError:
    return QueryError(
        position,
        length,
        f"في {name}: لا تُستعمل = و* و~؛ اكتب الاسم كاملا.",
        f"{name}: takes whole names only, without =, * and ~.",
    )
