"""Which of Apple's answers mean that there was nothing. Two vendor numbers, one of them known."""

import gzip
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storelink.domain.errors import Busy, NeedsPermission, NotReady, StoreError
from storelink.domain.nothing import Proof, counts
from storelink.domain.report import Partition
from storelink.providers.app_store_connect.accounting import REPORT_TYPES, AccountFiles
from storelink.providers.app_store_connect.client import AppleClient
from storelink.providers.app_store_connect.keys import ApiKey
from storelink.providers.app_store_connect.tests.stage import report
from storelink.providers.app_store_connect.tests.test_client import API
from storelink.providers.app_store_connect.tests.test_keys import ISSUER, PEM
from storelink.providers.app_store_connect.tokens import Tokens
from storelink.providers.http import PoliteClient

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAY = TODAY - timedelta(days=14)
KNOWN, UNKNOWN = "85012345", "85099999"
ASIDE = ("subscription", "subscription_event", "subscriber", "pre_order")
FILE = gzip.compress(b"Provider\tUnits\nAPPLE\t1\n")
PAGE = b"<!DOCTYPE html><html><body>There were no sales for the date specified.</body></html>"
WORDS = "Invalid vendor number specified. Try again."


def said(status, code, detail, parameter=""):
    source = {"source": {"parameter": parameter}} if parameter else {}
    error = {"status": str(status), "code": code, "title": "An error", "detail": detail, **source}
    return httpx.Response(status, json={"errors": [error]})


def no_sales():
    return said(404, "NOT_FOUND", "There were no sales for the date specified.")


def vendor_invalid(status=400):
    return said(status, "PARAMETER_ERROR.INVALID", WORDS, "filter[vendorNumber]")


def not_yet():
    return said(404, "NOT_FOUND", "Report is not available yet. Try again later.")


def version_invalid(latest="1_4"):
    detail = f"The version parameter is invalid. The latest version for this report is {latest}."
    return said(400, "PARAMETER_ERROR.INVALID", detail, "filter[version]")


def a_file(content=FILE):
    return httpx.Response(200, content=content, headers={"Content-Type": "application/a-gzip"})


def files_of(answer, vendor=KNOWN):
    """The account's files, where `answer` gets type, version and vendor number of each call."""

    def answered(request):
        params = request.url.params
        found = answer(
            params["filter[reportType]"],
            params.get("filter[version]", ""),
            params["filter[vendorNumber]"],
        )
        headers = {**found.headers, "Date": format_datetime(NOW, usegmt=True)}
        stream = httpx.ByteStream(found.content)
        return httpx.Response(found.status_code, headers=headers, stream=stream)

    http = PoliteClient(
        "app_store_connect", {"api": API}, (".amazonaws.com",),
        transport=httpx.MockTransport(answered), pause=lambda _: None,
    )  # fmt: skip
    key = ApiKey("2X9R4HXF34", PEM, ISSUER, vendor)
    return AccountFiles(AppleClient(http, Tokens(key)), key, TODAY)


def fetched(files, key, folder, day=DAY):
    period = f"2026-10/{REPORT_TYPES[key][1]}" if key.startswith("finance") else day.isoformat()
    return files.fetch(report(key), Partition(key, "", period), folder)


# --- the understood sentence, and everything else


@pytest.mark.parametrize("key", [*REPORT_TYPES])
def test_apples_own_sentence_is_a_zero_and_is_kept_with_its_words(key, tmp_path):
    got = fetched(files_of(lambda *_: no_sales()), key, tmp_path)
    assert (got.parts, got.proof, got.account) == ((), Proof.NO_SALES, KNOWN)
    assert got.nothing.said == "There were no sales for the date specified."


NO_ZEROS = {
    "a page": lambda: httpx.Response(200, content=PAGE),
    "a page, not found": lambda: httpx.Response(404, content=PAGE),
    "a page, forbidden": lambda: httpx.Response(403, content=PAGE),
    "nothing": lambda: httpx.Response(200, content=b""),
    "nothing, not found": lambda: httpx.Response(404, content=b""),
    "an unknown 404": lambda: said(404, "NOT_FOUND", "The requested resource does not exist"),
    "an unknown path": lambda: said(404, "PATH_ERROR", "The URL path is not valid"),
    "the words without a code": lambda: httpx.Response(
        404, content=b'{"message": "There were no sales for the date specified."}'
    ),
    "the words with 200": lambda: httpx.Response(200, content=no_sales().content),
    "not yet": not_yet,
    "half a file": lambda: a_file(FILE[:-9]),
    "a damaged file": lambda: a_file(FILE[:12] + b"\xff\xff" + FILE[14:]),
    "a packed nothing": lambda: a_file(gzip.compress(b"")),
    "a packed page": lambda: a_file(gzip.compress(PAGE)),
    "data in place of a file": lambda: httpx.Response(200, json={"data": []}),
    "gone": lambda: said(410, "GONE_ERROR", "It is gone"),
}


@pytest.mark.parametrize("answer", NO_ZEROS)
@pytest.mark.parametrize("key", [*REPORT_TYPES])
def test_whatever_else_comes_is_no_zero_and_is_asked_for_again(key, answer, tmp_path):
    with pytest.raises((NotReady, Busy)) as caught:
        fetched(files_of(lambda *_: NO_ZEROS[answer]()), key, tmp_path)
    assert caught.value.sentence
    assert list(tmp_path.iterdir()) == []


def test_a_file_with_its_header_alone_is_a_file(tmp_path):
    content = gzip.compress(b"Provider\tUnits\n")
    assert fetched(files_of(lambda *_: a_file(content)), "sales_summary", tmp_path).parts


# --- the vendor number


@pytest.mark.parametrize("status", [400, 403])
@pytest.mark.parametrize("key", ASIDE)
def test_a_refused_number_means_none_where_sales_accept_it(key, status, tmp_path):
    def answer(kind, *_):
        return no_sales() if kind == "SALES" else vendor_invalid(status)

    got = fetched(files_of(answer), key, tmp_path)
    assert (got.parts, got.proof) == ((), Proof.NONE_EXIST)
    assert KNOWN in got.nothing.rests_on
    assert got.nothing.said == WORDS


@pytest.mark.parametrize("status", [400, 403])
@pytest.mark.parametrize("key", [*REPORT_TYPES])
def test_a_number_that_sales_refuse_too_is_told_as_such(key, status, tmp_path):
    with pytest.raises(NeedsPermission) as caught:
        fetched(files_of(lambda *_: vendor_invalid(status), UNKNOWN), key, tmp_path)
    assert (caught.value.reason, caught.value.missing) == ("vendor_unknown", "Vendor number")


@pytest.mark.parametrize("sales", [not_yet, lambda: httpx.Response(200, content=PAGE),
                                   lambda: said(500, "UNEXPECTED_ERROR", "An error")])  # fmt: skip
def test_where_sales_cannot_say_it_is_not_known_whether_there_are_any(sales, tmp_path):
    def answer(kind, *_):
        return sales() if kind == "SALES" else vendor_invalid()

    with pytest.raises((NotReady, Busy)):
        fetched(files_of(answer), "subscription", tmp_path)


def test_sales_are_asked_once_for_many_days_and_not_at_all_where_they_came(tmp_path):
    asked = []

    def answer(kind, *_):
        asked.append(kind)
        return a_file() if kind == "SALES" else vendor_invalid()

    files = files_of(answer)
    for number in range(5):
        fetched(files, "subscription", tmp_path, DAY - timedelta(days=number))
    assert asked.count("SALES") == 1
    files = files_of(answer)
    asked.clear()
    fetched(files, "sales_summary", tmp_path)
    fetched(files, "pre_order", tmp_path)
    assert asked == ["SALES", "PRE_ORDER"]


def test_sales_that_refuse_the_number_meanwhile_are_believed(tmp_path):
    refuses = []

    def answer(kind, *_):
        return a_file() if kind == "SALES" and not refuses else vendor_invalid()

    files = files_of(answer)
    fetched(files, "sales_summary", tmp_path)
    refuses.append(True)
    with pytest.raises(NeedsPermission):
        fetched(files, "sales_summary", tmp_path)
    with pytest.raises(NeedsPermission):
        fetched(files, "subscription", tmp_path)


def test_a_young_day_is_not_ready_whatever_sales_say(tmp_path):
    def answer(kind, *_):
        return a_file() if kind == "SALES" else vendor_invalid()

    with pytest.raises(NotReady):
        fetched(files_of(answer), "subscription", tmp_path, TODAY - timedelta(days=1))


def test_finance_that_refuses_what_sales_accept_is_no_matter_of_the_number(tmp_path):
    def answer(kind, *_):
        return a_file() if kind == "SALES" else vendor_invalid()

    with pytest.raises(NotReady, match="accepts it for sales"):
        fetched(files_of(answer), "finance_financial", tmp_path)


# --- versions


def test_nothing_in_a_version_that_apple_named_does_not_count_by_itself(tmp_path):
    def answer(_, version, __):
        return no_sales() if version == "1_4" else version_invalid()

    got = fetched(files_of(answer), "subscription", tmp_path)
    assert got.nothing.layout == "1_4"
    assert not counts(got.nothing, [])


def test_a_file_tells_of_which_version_it_is(tmp_path):
    def answer(_, version, __):
        return a_file() if version == "1_4" else version_invalid()

    assert fetched(files_of(answer), "subscription", tmp_path).layout == "1_4"


def test_a_store_that_names_one_version_after_another_is_left_alone(tmp_path):
    def answer(_, version, __):
        return version_invalid("1_4" if version != "1_4" else "1_3")

    with pytest.raises(NotReady, match="one version"):
        fetched(files_of(answer), "subscription", tmp_path)


# --- any order of answers


_ANY = st.sampled_from([*NO_ZEROS.values(), vendor_invalid, version_invalid, a_file])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(_ANY, min_size=1, max_size=8), key=st.sampled_from([*REPORT_TYPES]))
def test_no_order_of_answers_without_the_sentence_makes_a_zero(answers, key, tmp_path_factory):
    """Unless sales were accepted by a file, and then only for what may have none."""
    given_files = []

    def answer(kind, *_):
        made = answers[len(given_files) % len(answers)]
        given_files.append((kind, made))
        return made()

    files = files_of(answer)
    for number in range(3):
        folder = tmp_path_factory.mktemp("fetched")
        try:
            got = fetched(files, key, folder, DAY - timedelta(days=number))
        except StoreError:
            continue
        if got.nothing is not None:
            assert got.proof is Proof.NONE_EXIST
            assert key in ASIDE
            assert ("SALES", a_file) in given_files
