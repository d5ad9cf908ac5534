"""The apps of an account from the command line."""

import json

from storelink.cli.command import main
from storelink.cli.exits import Exit
from storelink.integrations.models import Integration
from storelink.products.models import App
from storelink.products.tests.test_read import apps
from tests.lemonade_cast import alice, connected, home, workspace

__all__ = ["alice", "apps", "connected", "home", "workspace"]


def listed(capsys):
    capsys.readouterr()
    assert main(["apps", "list", "--json"]) == Exit.DONE
    return {one["name"]: one["is_left_out"] for one in json.loads(capsys.readouterr().out)}


def test_apps_are_left_out_and_brought_in_by_name_or_id(connected, apps, alice, capsys):
    assert main(["apps", "leave-out", "Lou’s lemonade", "corner", "--no-new"]) == Exit.DONE
    assert listed(capsys) == {"Corner": True, "Beach": False}
    assert not Integration.objects.get().takes_new_apps
    assert main(["apps", "bring-in", str(connected.pk), "1", "--new"]) == Exit.DONE
    assert listed(capsys) == {"Corner": False, "Beach": False}
    assert Integration.objects.get().takes_new_apps
    assert main(["apps", "only", str(connected.pk), "Beach"]) == Exit.DONE
    assert listed(capsys) == {"Corner": True, "Beach": False}


def test_a_wrong_name_or_no_app_at_all_changes_nothing(connected, apps, alice, capsys):
    assert main(["apps", "only", str(connected.pk), "Nowhere"]) == Exit.USAGE
    assert "storelink apps list" in capsys.readouterr().err
    assert main(["apps", "leave-out", str(connected.pk), "1", "2"]) != Exit.DONE
    assert not App.objects.filter(is_left_out=True).exists()
