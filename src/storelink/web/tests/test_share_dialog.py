"""Sharing in a dialog, in a browser: the buttons tell what they will do."""

import pytest

from storelink.products.models import Share
from storelink.web.tests import test_every_page
from storelink.workspaces.create import create

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = test_every_page.pytestmark
_vault, chromium, visitor = (
    test_every_page._vault, test_every_page.chromium, test_every_page.visitor,
)  # fmt: skip


def test_the_dialog_shares_and_unshares_as_each_pair_stands(
    visitor, integration, alice, workspace, provider, as_
):
    growth, support = create(alice, "Growth"), create(alice, "Support")
    second = type(integration).objects.create(
        workspace=workspace, provider=provider.key, account_id="b", name="Second"
    )
    Share.objects.create(integration=integration, workspace=growth, shared_by=alice)
    visitor.signs_in(as_(alice))
    tab = visitor.tab
    tab.goto("/settings/integrations/")
    tab.get_by_role("link", name="Share with workspace").click()
    dialog = tab.get_by_role("dialog")
    give, back = dialog.locator("[data-give]"), dialog.locator("[data-unshare]")
    playwright.expect(give).to_have_text("Share")
    playwright.expect(back).to_be_hidden()
    dialog.get_by_label("Brightside Labs").first.check()
    dialog.get_by_label("Growth", exact=True).check()
    playwright.expect(back).to_have_text("Unshare 1")
    playwright.expect(give).to_be_hidden()
    dialog.get_by_label("Second").check()
    dialog.get_by_label("Support", exact=True).check()
    playwright.expect(give).to_have_text("Share 3 more")
    playwright.expect(dialog.locator("[data-pairs]")).to_have_text("1 of 4 shared already.")
    visitor.examines("share dialog")
    give.click()
    playwright.expect(tab.get_by_text("Shared: Brightside Labs with Support")).to_be_visible()
    badge = tab.get_by_label("Second is shared with 2 workspaces")
    badge.click()
    playwright.expect(tab.locator(f"#s-{second.pk}")).to_contain_text("Growth")
    assert Share.objects.filter(workspace__in=[growth, support]).count() == 4
    assert visitor.wrong == {}
