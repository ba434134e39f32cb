"""Where a page view came from, and what is kept of its address."""

import pytest

from ringback.doors.website.visitors import devices, rules

SITE = frozenset({"https://shop.example", "https://www.shop.example"})
PAGE = "https://shop.example/tents"


@pytest.mark.parametrize(
    ("query", "referrer", "entry"),
    [
        ("", "", ("direct", "")),
        ("", "https://www.google.co.uk/", ("search", "google")),
        ("", "https://yandex.ru/search/?text=%D0%BF%D0%B0%D0%BB%D0%B0%D1%82%D0%BA%D0%B0", ("search", "yandex")),
        ("", "https://mail.google.com/", ("mail", "mail.google.com")),
        ("", "https://l.facebook.com/l.php", ("social", "facebook")),
        ("", "https://m.vk.com/feed", ("social", "vk")),
        ("", "https://t.co/x", ("social", "t.co")),
        ("", "https://blog.example/post", ("referral", "blog.example")),
        ("", "https://notgoogle.example/", ("referral", "notgoogle.example")),
        ("", "android-app://com.app/", ("referral", "com.app")),
        ("", "https://[broken", ("direct", "")),
        ("gclid=abc", "https://www.google.com/", ("ads", "google")),
        ("fbclid=abc", "https://www.facebook.com/", ("social", "facebook")),
        ("fbclid=abc", "", ("social", "facebook")),
        ("yclid=1&utm_source=yandex&utm_medium=cpc", "", ("ads", "yandex")),
        ("utm_source=news&utm_medium=email", "https://shopmail.example/", ("mail", "news")),
        ("utm_source=facebook&utm_medium=paid_social", "", ("ads", "facebook")),
        ("utm_source=partner", "", ("referral", "partner")),
    ],
)
def test_classes_of_sources(query: str, referrer: str, entry: tuple[str, str]) -> None:
    seen = rules.seen(f"{PAGE}?{query}", referrer, SITE)
    assert seen is not None and seen.entry is not None
    assert seen.entry[:2] == entry


def test_what_was_searched_for_and_the_campaign_are_kept_and_the_click_ids_value_is_not() -> None:
    query = "utm_source=google&utm_medium=cpc&utm_campaign=spring&utm_content=red&utm_term=tent&gclid=Cj0KSECRET"
    seen = rules.seen(f"{PAGE}?{query}", "https://www.bing.com/search?q=small%20tent", SITE)
    assert seen is not None
    assert seen.entry == rules.Entry("ads", "google", "cpc", "spring", "red", "small tent", "gclid")
    assert "SECRET" not in repr(seen)


def test_what_comes_from_within_is_no_entry_and_other_pages_are_none() -> None:
    assert rules.seen(PAGE, "https://www.shop.example/", SITE) == rules.Seen("/tents", None)
    assert rules.seen("https://other.example/tents", "", SITE) is None
    assert rules.seen("javascript:alert(1)", "", SITE) is None
    assert rules.seen("https://[broken", "", SITE) is None


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("", "/"),
        ("/tents/two-person.html", "/tents/two-person.html"),
        ("/2026/11/small-tents-for-two-people-in-the-rain", "/2026/11/small-tents-for-two-people-in-the-rain"),
        ("/account/vera@example.org/orders", "/account/*/orders"),
        ("/account/vera%40example.org", "/account/*"),
        ("/reset/9f8e7d6c5b4a39281706", "/reset/*"),
        ("/o/0190c1f2-a7b3-4c5d-8e9f-0a1b2c3d4e5f/pay", "/o/*/pay"),
        ("/a\u202eb\n", "/a b"),
        ("/" + "x" * 400, "/" + "x" * 299),
    ],
)
def test_what_could_name_somebody_in_a_path_is_a_star(path: str, kept: str) -> None:
    assert rules.path_of(path) == kept


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "Mozilla/5.0 (iPad; CPU OS 16_5 like Mac OS X) AppleWebKit/605.1.15 Version/16.5 Mobile Safari/604.1",
            "tablet",
        ),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 13; SM-X906B) AppleWebKit/537.36 Chrome/114.0.0.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "computer"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", None),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/126.0.0.0 Safari/537.36", None),
        ("curl/8.5.0", None),
        ("", None),
    ],
)
def test_kinds_of_devices_and_programs(text: str, kind: str | None) -> None:
    device = devices.device_of(text)
    assert (device.kind if device is not None else None) == kind
