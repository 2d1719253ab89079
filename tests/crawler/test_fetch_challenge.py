"""Walls told from pages."""

import pytest

from crawler.fetch.challenge import LOOK_AT_BYTES, challenge

JUST_A_MOMENT = b"<html><head><title>Just a moment...</title></head><body>...</body></html>"
NEWS = (
    "<html><head><title>اختراق شركة كلاودفلير</title></head><body><h1>Cloudflare وكابتشا CAPTCHA</h1>"
    "<p>قالت الشركة إن عبارة Just a moment... تظهر للزوار، وإن captcha لم تعد تكفي.</p></body></html>"
).encode()


@pytest.mark.parametrize(
    ("status", "headers", "body", "wall"),
    [
        (403, {"cf-mitigated": "challenge"}, b"", "challenge-page 403"),
        (200, {"cf-mitigated": "challenge"}, NEWS, "challenge-page 200"),
        (200, {}, JUST_A_MOMENT, "challenge-page 200"),
        (503, {}, JUST_A_MOMENT, "challenge-page 503"),
        (403, {}, b"<div id='cf-error-details'>Sorry, you have been blocked</div>", "firewall 403"),
        (403, {"server": "cloudflare"}, b"", "firewall 403"),
        (403, {"server": "AkamaiGHost"}, b"<h1>Access Denied</h1>", "firewall 403"),
        (429, {}, b"please solve this CAPTCHA", "challenge-page 429"),
        (405, {}, b"<script src='https://geo.captcha-delivery.com/captcha/'>", "challenge-page 405"),
    ],
)
def test_walls_are_called_by_name(status, headers, body, wall):
    assert challenge(status, headers, body) == wall


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, {"server": "cloudflare"}, NEWS),
        (404, {"server": "cloudflare"}, b"<h1>404</h1>"),
        (403, {"server": "nginx"}, b"<h1>Forbidden</h1>"),
        (429, {"server": "cloudflare"}, b"slow down"),
        (503, {"server": "nginx"}, b"maintenance"),
        (200, {}, b" " * (LOOK_AT_BYTES + 1) + JUST_A_MOMENT),
    ],
    ids=[
        "news about a wall",
        "missing page",
        "plain refusal",
        "rate limit",
        "maintenance",
        "too large for a challenge",
    ],
)
def test_honest_answers_are_no_walls(status, headers, body):
    assert challenge(status, headers, body) == ""
