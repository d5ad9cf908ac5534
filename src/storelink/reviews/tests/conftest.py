import pytest

from storelink.products.models import App
from tests.lemonade_cast import alice, bob, charlie, connected, home, vera, workspace

__all__ = ["alice", "bob", "charlie", "connected", "home", "vera", "workspace"]


@pytest.fixture
def app(connected):
    return App.objects.create(integration=connected, store_id="1", name="Corner")
