"""The bucket as partitions: what is offered, what is fetched, what has changed."""

from datetime import date

import httpx
import pytest

from storelink.domain.errors import Busy, NeedsPermission, NotReady, Unexpected
from storelink.domain.report import Partition
from storelink.providers.google_play.bucket_names import twin_of
from storelink.providers.google_play.checksum import crc32c_of
from storelink.providers.google_play.tests.files import APP, CRASHES, INSTALLS, packed, utf16
from storelink.providers.registry import provider

TODAY = date(2026, 11, 24)
OVERVIEW = f"stats/installs/installs_{APP}_202609_overview.csv"
SECOND = "pubsite_prod_rev_99999999999999999999"


def report(key):
    return provider("google_play").report(key)


def offers(session, key="installs_overview", app=APP):
    found = list(session.available(report(key), app, TODAY))
    return {offer.partition.period: offer for offer in found}


def fetch(session, folder, key="installs_overview", app=APP, period="2026-09"):
    return session.fetch(report(key), Partition(key, app, period), folder)


def test_each_month_is_a_partition(desk):
    found = offers(desk.session())
    assert set(found) == {"2026-08", "2026-09"}
    assert (found["2026-08"].days.first, found["2026-08"].days.last) == (
        date(2026, 8, 1), date(2026, 8, 31),
    )  # fmt: skip


def test_a_folder_is_listed_once_whatever_is_asked_of_it(desk):
    session = desk.session()
    for key in ("installs_overview", "installs_country", "installs_device"):
        offers(session, key)
    assert desk.paths().count(f"/storage/v1/b/{next(iter(desk.buckets))}/o") == 1


def test_every_page_of_a_listing_is_followed(desk):
    for month in range(1, 8):
        desk.put(f"stats/installs/installs_{APP}_20260{month}_overview.csv", utf16(INSTALLS))
    desk.page_size = 2
    assert len(offers(desk.session())) == 9


def test_a_rewritten_month_has_another_fingerprint(desk):
    before = offers(desk.session())
    desk.put(OVERVIEW, utf16(INSTALLS, f"2026-09-18,{APP},21,0,3,0,19,2,121,21,5,2"))
    after = offers(desk.session())
    assert before["2026-09"].fingerprint != after["2026-09"].fingerprint
    assert before["2026-08"].fingerprint == after["2026-08"].fingerprint


def test_the_same_bytes_under_a_new_generation_are_no_news(desk):
    before = offers(desk.session())["2026-09"]
    desk.put(OVERVIEW, desk.buckets[next(iter(desk.buckets))][OVERVIEW]["content"])
    assert offers(desk.session())["2026-09"].fingerprint == before.fingerprint


def test_a_month_is_fetched_as_stored_and_speaks_for_its_app_and_days(desk, tmp_path):
    content = packed(utf16(INSTALLS))
    desk.put(OVERVIEW, content, contentEncoding="gzip", updated="2026-10-03T01:00:00.123Z")
    session = desk.session()
    fetched = fetch(session, tmp_path)
    assert [part.path.read_bytes() for part in fetched.parts] == [content]
    assert fetched.fingerprint == offers(session)["2026-09"].fingerprint
    assert (fetched.scope.app, fetched.scope.days.last) == (APP, date(2026, 9, 30))
    assert fetched.version.processed_on == date(2026, 10, 3)


def test_a_later_generation_is_a_later_version(desk, tmp_path):
    first = fetch(desk.session(), tmp_path)
    desk.put(OVERVIEW, utf16(INSTALLS))
    assert fetch(desk.session(), tmp_path).version.order > first.version.order


def test_a_month_that_is_rewritten_while_it_is_read_is_listed_again(desk, tmp_path):
    session = desk.session()
    offers(session)
    desk.put(OVERVIEW, utf16(INSTALLS, "new"))
    fetched = fetch(session, tmp_path)
    assert [part.path.read_bytes() for part in fetched.parts] == [utf16(INSTALLS, "new")]
    assert fetched.fingerprint == offers(desk.session())["2026-09"].fingerprint


def test_a_month_that_is_never_at_rest_is_left_for_later(desk, tmp_path):
    desk.before_sending = lambda name: desk.put(name, utf16(INSTALLS))
    with pytest.raises(Busy):
        fetch(desk.session(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_month_that_is_gone_is_not_ready(desk, tmp_path):
    session = desk.session()
    offers(session)
    desk.buckets[next(iter(desk.buckets))].pop(OVERVIEW)
    with pytest.raises(NotReady):
        fetch(session, tmp_path)
    assert "2026-09" not in offers(desk.session())


def test_damaged_bytes_are_not_kept(desk, tmp_path):
    desk.put(OVERVIEW, utf16(INSTALLS), md5Hash="AAAAAAAAAAAAAAAAAAAAAA==")
    with pytest.raises(Unexpected) as caught:
        fetch(desk.session(), tmp_path)
    assert caught.value.reason == "wrong_checksum"
    assert list(tmp_path.iterdir()) == []


def test_an_object_without_md5_is_checked_by_crc32c(desk, tmp_path):
    (path := tmp_path / "check").write_bytes(b"123456789")
    assert crc32c_of(path) == "4waSgw=="  # RFC 3720's value of these digits: E3069283
    path.write_bytes(utf16(INSTALLS))
    desk.put(OVERVIEW, utf16(INSTALLS), md5Hash="", crc32c=crc32c_of(path))
    path.unlink()
    assert fetch(desk.session(), tmp_path).parts
    desk.put(OVERVIEW, utf16(INSTALLS), md5Hash="", crc32c="4waSgw==")
    with pytest.raises(Unexpected):
        fetch(desk.session(), tmp_path)


def test_all_archives_of_a_month_are_one_partition(desk, tmp_path):
    for name in ("earnings_202609_111-1.zip", "earnings_202609_222-1.zip", "earnings_202609.zip"):
        desk.put(f"earnings/{name}", name.encode())
    session = desk.session()
    assert set(offers(session, "earnings", app="")) == {"2026-09"}
    fetched = fetch(session, tmp_path, "earnings", app="")
    assert len({part.name for part in fetched.parts}) == 3
    assert fetched.scope.app == ""


def test_subscriptions_of_all_products_of_an_app_are_one_partition(desk, tmp_path):
    other = f"{APP}_pro"
    desk.put(f"stats/crashes/crashes_{other}_202609_overview.csv", utf16(CRASHES))
    folder = "financial-stats/subscriptions/subscriptions"
    for named in (f"{APP}_monthly", f"{APP}_yearly_v2", f"{other}_monthly"):
        desk.put(f"{folder}_{named}_202609_country.csv", utf16("x"))
    session = desk.session()
    assert len(fetch(session, tmp_path, "subscriptions_country").parts) == 2
    (tmp_path / "other").mkdir()
    fetched = fetch(session, tmp_path / "other", "subscriptions_country", app=other)
    assert len(fetched.parts) == 1


def test_packages_that_look_like_months_are_told_apart(desk):
    odd = "com.foo_202512"
    desk.put(f"stats/installs/installs_{odd}_202609_os_version.csv", utf16(INSTALLS))
    assert set(offers(desk.session(), "installs_os_version", odd)) == {"2026-09"}


@pytest.mark.parametrize(
    "name",
    ["stats/installs/readme.txt", "stats/installs/installs_x_999999_overview.csv",
     "stats/installs/installs_202609_overview.csv", "stats/installs/", "stats/gcm/gcm_a.b_1.csv",
     f"stats/installs/installs_{APP}_202609_by_moon.csv", "payouts/payout_202609.zip"],
)  # fmt: skip
def test_what_nobody_knows_is_left_alone(desk, name):
    desk.put(name, b"x")
    assert {app.id for app in desk.session().apps()} == {APP}


def test_two_buckets_are_one_account(desk, tmp_path):
    desk.put("earnings/earnings_202609.zip", b"money", bucket=SECOND)
    session = desk.session(buckets=(next(iter(desk.buckets)), SECOND))
    assert fetch(session, tmp_path, "earnings", app="").parts
    assert set(offers(session)) == {"2026-08", "2026-09"}


def test_of_two_files_with_one_name_in_twins_the_newer_one_counts(desk, tmp_path):
    [first] = desk.buckets
    desk.put(OVERVIEW, b"newer", bucket=twin_of(first), updated="2026-11-02T06:00:00Z")
    parts = fetch(desk.session(buckets=(first,)), tmp_path).parts
    assert [p.path.read_bytes() for p in parts] == [b"newer"]


def test_files_with_one_name_of_two_developers_are_both_kept(desk, tmp_path):
    [first] = desk.buckets
    sales = "sales/salesreport_202609.zip"
    desk.put(sales, b"of the first")
    desk.put(sales, b"of the second", bucket=SECOND)
    session = desk.session(buckets=(first, SECOND))
    parts = fetch(session, tmp_path, "sales", app="").parts
    assert {p.path.read_bytes() for p in parts} == {b"of the first", b"of the second"}


def test_a_day_of_an_app_that_moved_between_two_developers_counts_once(desk, tmp_path):
    [first] = desk.buckets
    desk.put(OVERVIEW, overview(["2026-09-01", "2026-09-02"], installs=5))
    desk.put(
        OVERVIEW, overview(["2026-09-02", "2026-09-03"], installs=7), bucket=SECOND,
        updated="2026-11-02T06:00:00Z",
    )  # fmt: skip
    fetched = fetch(desk.session(buckets=(first, SECOND)), tmp_path)
    rows = [
        row
        for batch in provider("google_play").parse(report("installs_overview"), fetched, ())
        for row in batch.to_pylist()
    ]
    assert sorted((row["date"].day, row["daily_user_installs"]) for row in rows) == [
        (1, 5), (2, 7), (3, 7),
    ]  # fmt: skip


def overview(days, installs):
    head = "Date,Package Name,Daily Device Installs,Daily User Installs\n"
    return (head + "".join(f"{day},{APP},1,{installs}\n" for day in days)).encode()


def test_a_bucket_that_refuses_a_folder_does_not_hide_the_other(desk):
    desk.put("earnings/earnings_202609.zip", b"money", bucket=SECOND)
    desk.forbid(f"{SECOND}/o stats/")
    session = desk.session(buckets=(next(iter(desk.buckets)), SECOND))
    assert set(offers(session)) == {"2026-08", "2026-09"}


def test_a_refused_folder_names_the_missing_permission(desk):
    desk.forbid("o sales/")
    with pytest.raises(NeedsPermission) as caught:
        offers(desk.session(), "sales", app="")
    assert caught.value.missing.startswith("View financial data")
    assert "iam.gserviceaccount.com" in caught.value.where
    assert set(offers(desk.session())) == {"2026-08", "2026-09"}


def test_a_refusal_is_asked_for_once_however_many_want_to_know(desk):
    desk.forbid("financial-stats/")
    session = desk.session()
    offers(session)
    before = len(desk.asked)
    for key in ("subscriptions_country", "subscriptions_device", "subscriptions_country"):
        with pytest.raises(NeedsPermission):
            offers(session, key)
    folders = [request.url.params.get("prefix") for request in desk.asked[before:]]
    assert folders.count("financial-stats/subscriptions/") == 1


def test_apps_have_their_titles_where_the_reporting_api_tells_them(desk):
    desk.put("stats/crashes/crashes_example.old_202609_overview.csv", utf16(CRASHES))
    found = {app.id: app.name for app in desk.session().apps()}
    assert found == {APP: "Lemon Stand", "example.old": "example.old"}
    desk.forbid("apps:search")
    assert {app.id: app.name for app in desk.session().apps()}[APP] == APP


def test_a_list_that_goes_in_circles_ends(desk):
    desk._listing = lambda *_: httpx.Response(200, json={"nextPageToken": "again"})
    with pytest.raises(Unexpected):
        offers(desk.session())


def test_a_list_of_something_else_is_said_to_be_strange(desk):
    desk._listing = lambda *_: httpx.Response(200, json={"items": [{"name": 7}]})
    with pytest.raises(Unexpected):
        offers(desk.session())


def test_days_of_the_money_are_asked_for_by_month_alone(desk, tmp_path):
    with pytest.raises(NotReady):
        fetch(desk.session(), tmp_path, "sales", app="", period="2020-01")
