"""When a rule counts as drifting, and what is said of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.model import Content, Origin, OutletState, Version
from crawler.catalogue import Rule, unlisted_outlet
from crawler.drift import (
    RECENT,
    Seen,
    drift_state,
    find_drift,
    find_shifts,
    fits_plainly,
    held_back,
    rule_mark,
    seen_of,
    statistics_of,
)
from crawler.health import OutletRound, outlet_state

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
RULE = Rule(title=("h1",), body=("div.text",), author=(".who",), tags=(".tags a",))
MARK = rule_mark(RULE)


def pages(*rows, rule=MARK, **fields):
    """Newest first: one page for each row, which names the unfit fields ("body author"), an hour apart."""
    fields = {"words": 300, "missing": ()} | fields
    return [
        Seen(at=NOW - timedelta(hours=n), rule=rule, unfit=dict.fromkeys(row.split(), "miss"), **fields)
        for n, row in enumerate(rows)
    ]


def told(seen, rule=RULE):
    return {drift.field: (drift.matched, drift.of) for drift in find_drift(seen, rule)}


@pytest.mark.parametrize(
    ("rows", "drifting"),
    [
        ([], {}),
        (["body"] * 9, {}),  # too few to say
        (["body"] * 10, {"body": (0, 10)}),
        ([""] * 30, {}),
        (["body"] * 20 + [""] * 30, {"body": (0, 20)}),
        (["body"] * 16 + [""] * 30, {"body": (4, 20)}),  # here and there it still matches something
        (["body"] * 15 + [""] * 30, {}),
        (["author"] * 40, {}),  # a desk that signs nothing, and nothing to compare with
        (["author"] * 50, {"author": (0, 20)}),  # but a selector that never once fitted is none
        (["author"] * 20 + [""] * 30, {"author": (0, 20)}),
        (["author"] * 19 + [""] * 31, {}),  # one signed article is enough to live
        (
            ["author"] * 20 + ["", "author", "author", "author", "author"] * 6,
            {},
        ),  # a fifth was signed: chance explains it
        (["author"] * 20 + ["", "author"] * 15, {"author": (0, 20)}),  # half was signed: chance does not
        (["title body tags"] * 20 + [""] * 20, {"title": (0, 20), "body": (0, 20), "tags": (0, 20)}),
        (["published"] * 30, {}),  # no selector for it
    ],
)
def test_a_row_of_misses_is_drift_when_chance_does_not_explain_it(rows, drifting):
    assert told(pages(*rows)) == drifting


def test_a_misfit_counts_as_a_miss():
    seen = [replace(page, unfit={"body": "misfit"}) for page in pages(*[""] * 20)]
    assert told(seen) == {"body": (0, 20)}


def test_only_pages_read_by_today_s_rule_are_evidence():
    broken = pages(*["body"] * 20)
    mended = replace(RULE, body=("div.story",))
    assert told(broken, mended) == {}
    assert told(pages(*[""] * 3, rule=rule_mark(mended)) + broken, mended) == {}
    assert told(broken, None) == {}


def test_drift_says_which_selector_since_when_and_how_it_was_before():
    (drift,) = find_drift(pages(*["body"] * 20, *[""] * 9, "body"), RULE)
    assert drift.sentence() == "body selector div.text matched 0 of last 20"
    assert drift.since == NOW - timedelta(hours=19)
    assert drift.before == 0.9
    longer = find_drift(pages(*["body"] * 25, *[""] * 10), RULE)[0]
    assert longer.since == NOW - timedelta(hours=24), "the row of misses is longer than the window"


def test_the_rule_of_a_version_and_what_did_not_fit_are_read_from_its_origins():
    content = Content(
        title="عنوان",
        text="فقرة أولى من النص\n\nوثانية",
        authors=("هناء",),
        origins={"rules": Origin(rule=f"outlet rule {MARK}", candidates=(("body", "misfit"),))},
    )
    version = Version(article=1, number=1, content=content, capture=1, seen_at=NOW, digest="")
    seen = seen_of(version)
    assert (seen.rule, seen.unfit, seen.words, seen.at) == (MARK, {"body": "misfit"}, 5, NOW)
    assert "authors" not in seen.missing
    assert "published_at" in seen.missing
    assert seen_of(replace(version, content=replace(content, origins={}))).rule == ""


def test_statistics_tell_lengths_missing_fields_and_repeated_paragraphs():
    own = [f"خبر رقم {n} عن المدينة وأهلها" for n in range(4)]
    footer = "اشترك في نشرتنا البريدية"
    seen = [
        replace(page, words=100 * (n + 1), missing=("authors",) if n else (), paragraphs=(own[n], footer))
        for n, page in enumerate(pages(*[""] * 4))
    ]
    numbers = statistics_of(seen)
    assert (numbers.articles, numbers.words_least, numbers.words_median, numbers.words_most) == (4, 100, 250, 400)
    assert numbers.missing["authors"] == 0.75
    assert numbers.missing["published_at"] == 0
    assert numbers.boilerplate == pytest.approx(4 / 10)
    assert statistics_of([]) is None


def test_what_the_last_pages_have_otherwise_is_told():
    before = pages(*[""] * 40)
    assert find_shifts(before) == ()
    last = pages(*[""] * 20, words=80, missing=("authors", "image"))
    shifts = {shift.what: shift.sentence() for shift in find_shifts(last + before)}
    assert set(shifts) == {"words", "authors", "image"}
    assert shifts["words"] == "articles have 80 words in the median, 300 before"
    assert shifts["authors"] == "authors is missing on 100% of the last pages, 0% before"
    assert find_shifts(last[:9]) == ()


def test_fields_that_drift_are_held_back():
    outlet = replace(unlisted_outlet("www.sadim.example"), rules=(RULE,))
    drifts = find_drift(pages(*["body author"] * 20, *[""] * 20), RULE)
    held = held_back(outlet, drifts)
    assert held.held == ("body", "author")
    assert held_back(held, drifts) is held
    assert held_back(held, ()) == outlet


DRIFTS = find_drift(pages(*["body"] * 20), RULE)
REASON = "body selector div.text matched 0 of last 20"


def state(word, reason=""):
    return OutletState(outlet="xx.a", state=word, reason=reason, since=NOW - timedelta(days=9), last_success_at=NOW)


@pytest.mark.parametrize(
    ("before", "drifts", "after"),
    [
        (None, (), None),
        (state("well"), (), None),
        (state("well"), DRIFTS, ("rule-drift", REASON)),
        (None, DRIFTS, ("rule-drift", REASON)),
        (state("rule-drift", REASON), DRIFTS, None),
        (state("rule-drift", "older"), DRIFTS, ("rule-drift", REASON)),
        (state("rule-drift", REASON), (), ("well", "")),
        (state("blocked", "challenge-page 403"), DRIFTS, None),
        (state("failing", "dns"), (), None),
    ],
)
def test_the_state_tells_drift_unless_something_worse_is_told(before, drifts, after):
    found = drift_state(before, "xx.a", drifts, NOW)
    assert (found and (found.state, found.reason)) == after
    if found and found.state == "rule-drift":
        assert found.since == NOW - timedelta(hours=19)
        assert found.last_success_at == (NOW if before else None)


def test_a_round_that_goes_well_leaves_drift_as_it_is_and_a_block_takes_its_place():
    drifting = state("rule-drift", REASON)
    after = outlet_state(drifting, OutletRound(outlet="xx.a", new=3, read=3, answered=1), NOW)
    assert (after.state, after.reason, after.since) == ("rule-drift", REASON, drifting.since)
    walled = outlet_state(drifting, OutletRound(outlet="xx.a", blocked="challenge-page 403"), NOW)
    assert walled.state == "blocked"


@pytest.mark.parametrize(
    ("rows", "plain"),
    [
        ([""] * 20, True),
        (["author"] * 19 + [""], True),
        (["author"] * 20, False),  # whether somebody ever signed, older pages know
        (["body"] * 20, False),
        ([""] * 19, False),
    ],
)
def test_pages_that_fit_plainly_need_none_before_them(rows, plain):
    assert fits_plainly(pages(*rows), RULE) is plain


def test_pages_read_by_an_older_rule_never_fit_plainly():
    assert not fits_plainly(pages(*[""] * 20, rule="otherone"), RULE)


@settings(max_examples=100)
@given(st.lists(st.sampled_from(["", "", "", "author", "body", "tags", "author tags"]), min_size=RECENT, max_size=60))
def test_what_fits_plainly_has_no_drift_whatever_came_before(rows):
    seen = pages(*rows)
    assert not (fits_plainly(seen[:RECENT], RULE) and find_drift(seen, RULE))
