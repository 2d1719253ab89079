"""Which lines are left out of a text, and which only look like them."""

import pytest

from crawler.clean.checks import language_refusal
from crawler.clean.noise import is_noise, source_named, without_noise
from crawler.extract.body import Paragraph

NOISE = [
    "إقرأ أيضا: خمسة قرارات جديدة لتنظيم السير",
    "اقرأ أيضًا: خمسة قرارات جديدة لتنظيم السير",
    "اقرأ أيضا خمسة قرارات جديدة لتنظيم السير في المدينة",
    "اقرأ المزيد: خمسة قرارات",
    "شاهد أيضا: الأمير يغادر القصر",
    "مواضيع ذات صلة",
    "قد يعجبك أيضا",
    "اضغط هنا للاشتراك",
    "إضغط هنا للإشتراك",
    "للمزيد: https://t.co/abc",
    "The post مكتبة جديدة في المدينة appeared first on صحيفة الساحل.",
    "تابع آخر أخبار الساحل على Google News",
    "تابعوا أخبار الساحل عبر غوغل نيوز",
    "تابعنا على",
    "استمع إلى المقالة",
    "زيادة حجم الخط مسح إنقاص حجم الخط",
    "صدر الصورة، EPA",
    "التعليق على الصورة، قراء في القاعة الكبرى من المكتبة",
    "المصدر: RT",
    "المصدر : وكالات خارجية",
    "مصدر الخبر / صحيفة الساحل",
    "Reuters",
    "AFP",
    "**حقوق النشر محفوظة لصحيفة الساحل",
    "جميع الحقوق محفوظة",
    "عدد المقالات 198",
    "إختر إسم الكاتب",
    "تاجز: مكتبات ثقافة كتب",
    "شارك الخبر",
    "قصص مقترحة نهاية",
    "تخطى قصص مقترحة وواصل القراءة",
    "إعلان",
    "المزيد",
    "pic.twitter.com/AbCdEf",
    "https://t.co/abc",
    "*****",
    "0:00",
    "Play / pause",
]
TEXT = [
    "من حق المشاهد أيضاً أن يعرف سبب التأخير.",
    "هناك المزيد من الأخبار الجيدة في هذا القطاع.",
    "طلب منهم أن يتابعوا آخر أخباره على فيسبوك حين يسافر.",
    "تابعوا الجزء الأول من المباراة من مقاعد البدلاء.",
    "وقال المصدر: «لن نقبل بأي تأخير».",
    "المصدر: «لن نقبل بأي تأخير في المشروع مهما كان السبب الذي تقدمه الشركة»",
    "تعتمد طريقتهم على البحث بكلمات دلالية في الأرشيف.",
    "بالكلمات المفتاحية يصل الباحث إلى ما يريد.",
    "نهاية الموسم كانت سعيدة للفريق.",
    "إعلان الحكومة الجديدة جاء متأخرا.",
    "شارك الوزير في افتتاح المؤتمر أمس.",
    "شاركت في المهرجان عشرون فرقة.",
    "اقرأ هذا الكتاب ولن تندم.",
    "حقوق الإنسان في خطر، كما يقول التقرير.",
    "رئيس التحرير غادر منصبه بعد عشر سنوات.",
    "المزيد من القوات وصل إلى المنطقة.",
    "--(بترا)",
    "لا.",
    "«نعم، سنعود».",
]


@pytest.mark.parametrize("line", NOISE)
def test_a_line_around_the_text_is_noise(line):
    assert is_noise(line)


@pytest.mark.parametrize("line", TEXT)
@pytest.mark.parametrize("at_end", [False, True])
def test_a_sentence_with_the_same_words_is_text(line, at_end):
    assert not is_noise(line, at_end=at_end)


def test_a_weak_pattern_counts_only_at_the_end_or_beside_links():
    assert not is_noise("كلمات مفتاحية: مكتبة، كتب")
    assert is_noise("كلمات مفتاحية: مكتبة، كتب", at_end=True)
    assert is_noise("كلمات مفتاحية: مكتبة، كتب", near_links=True)


def test_a_prompt_inside_a_paragraph_is_cut_from_its_end_only():
    kept, dropped = without_noise(
        [Paragraph(text="وصل الوفد مساء أمس. اقرأ المزيد: قرارات جديدة"), Paragraph(text="انتهت الزيارة.")]
    )
    assert [p.text for p in kept] == ["وصل الوفد مساء أمس.", "انتهت الزيارة."]
    assert dropped == ["اقرأ المزيد: قرارات جديدة"]


def test_a_read_also_box_in_the_middle_does_not_end_the_text():
    lines = ["الفقرة الأولى من الخبر.", "اقرأ أيضا: خبر آخر", "الفقرة الثانية من الخبر."]
    kept, _ = without_noise([Paragraph(text=line) for line in lines])
    assert [p.text for p in kept] == [lines[0], lines[2]]


def test_a_source_line_names_its_source():
    assert source_named([Paragraph(text="انتهت الزيارة."), Paragraph(text="المصدر: رويترز")]) == "رويترز"
    assert source_named([Paragraph(text="المصدر: «لن نقبل»")]) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("قال الوزير إن المدينة ستفتح مكتبة جديدة.", ""),
        ("قال الوزير ان المدي\u0640نة ستفتح مكتبة في گاليري پاريس.", ""),
        ("وزیر گفت که برنامه\u200cهای تازه\u200cای برای شهرهای بزرگ در نظر گرفته شده است", "other-language"),
        ("وزیر نے کہا کہ شہر میں ایک نئی لائبریری کھولی جائے گی", "other-language"),
        ("The minister opened a library.", "not-arabic"),
        ("Министр открыл библиотеку в городе.", "not-arabic"),
        ("12345 !!!", "not-arabic"),
    ],
)
def test_the_language_is_told_by_letters_that_arabic_does_not_have(text, reason):
    assert language_refusal(text) == reason
