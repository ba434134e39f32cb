"""What a page's source says about our tag."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ringback.doors.website.installing.rules import Finding, Page, judge

OURS = "https://calls.example.com"
TAG = '<script src="https://calls.example.com/w/KEY.js" async></script>'
MANAGER = "<script>(function(){/* https://www.googletagmanager.com/gtm.js?id=GTM-1 */})()</script>"


def found(source: str, policy: str = "", key: str = "KEY", url: str = "https://shop.example/") -> list[Finding]:
    headers = {"content-security-policy": policy} if policy else {}
    return judge(Page(url, headers, source), OURS, key)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        (f"<html><head>{TAG}</head>", [Finding.LIVE]),
        ("<p>broken <script async src='//calls.example.com:443/w/KEY.js?x=1'>", [Finding.LIVE]),
        (TAG + TAG, [Finding.LIVE, Finding.TWICE]),
        (TAG.replace("KEY", "OTHER"), [Finding.OTHER_SITE]),
        (TAG.replace("calls.example.com", "old.example.com"), [Finding.OTHER_SERVER]),
        (f"<!-- {TAG} -->", [Finding.COMMENTED]),
        (f"<noscript></noscript>{MANAGER}", [Finding.TAG_MANAGER]),
        (f"<textarea>{TAG}</textarea><noscript>{TAG}</noscript>", [Finding.NOT_FOUND]),
        (f"<textarea></textarea>{TAG}", [Finding.LIVE]),
        ("", [Finding.NOT_FOUND]),
        ("<script src='https://[broken/w/KEY.js'></script>", [Finding.NOT_FOUND]),
    ],
)
def test_the_verdict(source: str, verdict: list[Finding]) -> None:
    assert found(source) == verdict


@pytest.mark.parametrize(
    ("policy", "barred"),
    [
        ("default-src 'self' https://calls.example.com", []),
        ("default-src *; script-src https:; connect-src *.example.com", []),
        ("img-src 'self'", []),
        ("default-src 'self'", [Finding.SCRIPTS_BARRED, Finding.REQUESTS_BARRED]),
        ("script-src 'self' calls.example.com; connect-src 'self'", [Finding.REQUESTS_BARRED]),
        ("script-src 'nonce-abc'", [Finding.SCRIPTS_BARRED]),
        ("script-src https: 'strict-dynamic'", [Finding.SCRIPTS_BARRED]),
        ("script-src calls.example.com:8443", [Finding.SCRIPTS_BARRED]),
        ("script-src calls.example.com:*", []),
        ("script-src 'none', script-src *", [Finding.SCRIPTS_BARRED]),
        ("script-src *; script-src 'none'", []),
    ],
)
def test_policies_that_keep_it_from_working(policy: str, barred: list[Finding]) -> None:
    assert found(TAG, policy) == [Finding.LIVE, *barred]


def test_a_policy_in_the_page_counts_and_a_nonce_on_the_tag_passes_it() -> None:
    meta = "<meta http-equiv='Content-Security-Policy' content=\"script-src 'nonce-a'\">"
    assert found(meta + TAG) == [Finding.LIVE, Finding.SCRIPTS_BARRED]
    assert found(meta + TAG.replace("<script ", "<script nonce=a ")) == [Finding.LIVE]


@given(st.text(max_size=300), st.text(max_size=100))
def test_any_page_has_a_verdict(source: str, policy: str) -> None:
    assert found(source, policy)
    assert found(source + TAG.replace("script", "SCRIPT"), policy)
