"""A search from its first employer to the contract, and its end, as a seeker sees it."""

from pathlib import Path

from playwright.sync_api import expect

from ringback.doors.jobsearch.workspaces.models import Workspace
from tests.browser.jobsearch.conftest import Seekers
from tests.integration.accounts import scene

LIST = "Employer;City;Position;Phone\nSüdstern;Berlin;Cook;12\n"


def test_from_the_first_employer_to_the_contract(seekers: Seekers, tmp_path: Path) -> None:
    page = seekers.page(scene.user("Mira"), "/")
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("main")).to_contain_text("No applications yet")

    page.get_by_role("link", name="New application").click()
    page.get_by_label("Name of the new employer").fill("Nordlicht")
    page.get_by_label("Post", exact=True).fill("Bookkeeper")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nordlicht")
    page.get_by_role("link", name="Employer and people").click()
    for name, rank in (("Jens Lang", "Manager"), ("Sabine Berg", "H.R."), ("Ms Tor", "Secretary")):
        page.get_by_role("link", name="Person").click()
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Whom you have before you").select_option(label=rank)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        page.goto("/search/book/")
        page.get_by_role("link", name="Nordlicht").click()
    page.get_by_role("link", name="Bookkeeper").click()
    expect(page.locator(".search-people li a:not([href^=tel])")).to_have_text(["Sabine Berg", "Jens Lang"])
    expect(page.get_by_role("main")).to_contain_text("At the door: Ms Tor")

    listed = tmp_path / "list.csv"
    listed.write_text(LIST)
    page.goto("/search/intake/")
    page.get_by_label("CSV file").set_input_files(listed)
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("status").first).to_contain_text("line 2, phone “12”")

    page.goto("/search/")
    page.get_by_role("button", name="Nordlicht: Applied").click()
    expect(page.get_by_role("region", name="Applied")).to_contain_text("Nordlicht")
    expect(page.get_by_role("region", name="Found")).to_contain_text("Südstern")
    for employer, end in (("Südstern", "Refused"), ("Nordlicht", "Contract signed")):
        page.get_by_role("link", name=employer).click()
        page.get_by_label("How far you are").select_option(label=end)
        page.get_by_role("button", name="Move", exact=True).click()
        expect(page.locator(".desk-lead")).to_contain_text(end)
        page.goto("/search/")
    expect(page.get_by_role("main")).to_contain_text("A contract is signed")
    page.get_by_role("button", name="Put this search away").click()
    expect(page.get_by_role("main")).to_contain_text("No search is open")

    page.goto("/search/me/")
    page.get_by_role("button", name="Delete it").click()
    page.get_by_label("Delete everything").check()
    page.get_by_role("button", name="Delete it").click()
    expect(page).to_have_url(f"{seekers.address}/accounts/login/")
    assert not Workspace.objects.exists()
