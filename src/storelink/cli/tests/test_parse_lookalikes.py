"""Files that people bring by hand and that are no report are named, with what to use instead."""

import gzip

import pytest

from storelink.cli.command import main

PAYMENTS = (
    '"iTunes Connect - Payments and Financial Reports\t(July, 2026)"\n'
    '"Country or Region (Currency)","Units Sold","Earned","Input Tax","Adjustments",'
    '"Withholding Tax","Total Owed","Proceeds","Bank Account Currency"\n'
    '"Mexico (MXN)","11","1,650.00","0","264.00","0","1,914.00","1,914.00","MXN"\n'
    '"","","","","","","","1,914.00 MXN",""\n'
)
PAGE = (
    'Date,"Installed audience (All users, Unique users, Per interval, Daily): All countries / '
    'regions",Notes\n"Sep 1, 2026",1200,\n'
)
FILES = {
    "payments.csv": (PAYMENTS, "This is Payments’ summary", "reads the FINANCIAL files instead"),
    "page.csv": (PAGE, "statistics export of the Play Console’s page", "reads the bucket’s files"),
    "noted.csv": ("Date,Audience,Notes\n2026-09-01,3,\n", "statistics export", "Download reports"),
    "rewarded.csv": ("Date,Rewarded product id,Revenue\n2019-09-01,a,3\n", "rewarded", "AdMob"),
    "analytics.csv": (
        "Name,Drift\nStart Date,9/1/26\nEnd Date,9/2/26\nDate,Impressions\n9/1/26,3\n",
        "Analytics",
        "Analytics Reports",
    ),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_it_says_what_a_file_is_and_what_to_use(name, pack, tmp_path, capsys):
    content, what, use = FILES[name]
    path = tmp_path / name
    path.write_bytes(pack(content.encode()))
    assert main(["parse", str(path)]) == 1
    said = capsys.readouterr().err
    assert name in said
    assert what in said
    assert use in said


def test_anything_else_is_no_report_that_it_knows(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n")
    assert main(["parse", str(path)]) == 1
    assert "no report that Storelink knows" in capsys.readouterr().err
