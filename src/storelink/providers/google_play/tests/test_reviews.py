"""Reviews from the API and from the files: the same review is the same review."""

from datetime import UTC, date, datetime

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storelink.domain.report import Partition, Version
from storelink.providers.contract import Fetched, Part, StoreApp
from storelink.providers.google_play.parse import parse
from storelink.providers.google_play.reviews import id_in_link, of_api, reviews, reviews_in
from storelink.providers.google_play.tests.files import APP, REVIEWS, utf16
from storelink.providers.registry import provider

ID = "gp:AOqpTOE-x_1"
NEW_LINK = (
    "https://play.google.com/console/developers/1/app/2/user-feedback/review-details"
    "?reviewId=gp%3AAOqpTOE-x_1&corpus=PUBLIC_REVIEWS"
)
OLD_LINK = f"https://play.google.com/apps/publish#ReviewDetailsPlace:p={APP}&reviewid={ID}"
UUID = "ac1bc738-38be-40df-848b-382331332f2c"
SECONDS = 1_789_120_800


def of_google(number=0, **changes):
    comment = {
        "text": "\tExcelent",
        "lastModified": {"seconds": str(SECONDS - number), "nanos": 500_000_000},
        "starRating": 5,
        "reviewerLanguage": "ro",
        "device": "shiba",
        "deviceMetadata": {"productName": "shiba (Pixel 8)"},
        "appVersionName": "2.1",
        **changes,
    }
    return {
        "reviewId": ID if not number else f"{ID}{number}",
        "authorName": "Ana",
        "comments": [{"userComment": comment}],
    }


def line(link="", text="Excelent", stars=5, device="shiba", reply=""):
    millis = SECONDS * 1000
    return (
        f"{APP},210,2.1,ro,{device},2026-09-10T10:00:00Z,{millis},2026-09-10T10:00:00Z,{millis},"
        f"{stars},,{text},,,{reply},{link}"
    )


@pytest.fixture
def in_files(tmp_path):
    def read(*lines):
        report = provider("google_play").report("reviews")
        part = Part("reviews.csv", tmp_path / "reviews.csv")
        part.path.write_bytes(utf16(REVIEWS, *lines))
        fetched = Fetched(
            Partition("reviews", APP, "2026-09"), Version(1, date(2026, 10, 1)), (part,)
        )
        return [r for batch in parse(report, fetched, ()) for r in reviews_in(report, batch)]

    return read


@pytest.mark.parametrize(
    ("link", "wanted"),
    [(NEW_LINK, ID), (OLD_LINK, ID), (NEW_LINK.replace("gp%3AAOqpTOE-x_1", UUID), UUID), ("", ""),
     ("https://example.com", "")],
)  # fmt: skip
def test_the_id_stands_in_the_link(link, wanted):
    assert id_in_link(link) == wanted


def test_both_sources_give_it_the_same_id(in_files):
    [filed] = in_files(line(NEW_LINK))
    told = of_api(of_google(), APP)
    assert filed.id == told.id == ID
    assert (filed.app, filed.stars, filed.text) == (told.app, told.stars, told.text)
    assert (told.author, filed.author) == ("Ana", "")
    assert told.device == "shiba (Pixel 8)"


def test_a_rating_without_words_keeps_its_id_when_its_stars_change(in_files):
    [before] = in_files(line(text="", stars=4))
    [after] = in_files(line(text="", stars=2))
    [other] = in_files(line(text="", device="G07"))
    assert before.id == after.id != other.id
    assert before.text == ""


def test_a_reply_in_a_file_is_live(in_files):
    [review] = in_files(line(NEW_LINK, reply="Thanks"))
    assert (review.reply_text, review.reply_state) == ("Thanks", "live")


def test_other_reports_hold_no_reviews():
    report = provider("google_play").report("sales")
    assert list(reviews_in(report, pa.RecordBatch.from_pydict({"stars": [5]}))) == []


def test_an_old_title_is_told_from_its_text():
    review = of_api(of_google(text="Nice\tWorks well"), APP)
    assert (review.title, review.text) == ("Nice", "Works well")


def test_the_words_are_those_that_were_written_not_a_translation():
    assert of_api(of_google(text="Good", originalText="Bun"), APP).text == "Bun"


def test_a_reply_of_the_api_is_live():
    said = of_google()
    said["comments"].append(
        {"developerComment": {"text": "Thanks", "lastModified": {"seconds": str(SECONDS + 60)}}}
    )
    review = of_api(said, APP)
    assert review.replied_at == datetime.fromtimestamp(SECONDS + 60, UTC)
    assert review.reply_state == "live"


def asked(desk, since=None):
    app = StoreApp(APP, "Lemon Stand")
    secret = desk.session().client.access.to_secret()
    return [review.id for review in reviews(secret, desk.client(), app, since)]


def test_every_page_of_reviews_is_followed(desk):
    desk.reviews[APP] = [of_google(n) for n in range(3)]
    assert len(asked(desk)) == 3


def test_only_newer_ones_are_given_if_asked_so(desk):
    desk.reviews[APP] = [of_google(n) for n in (0, 50, 100)]
    assert len(asked(desk, datetime.fromtimestamp(SECONDS - 60, UTC))) == 2


def test_an_app_without_reviews_has_none(desk):
    assert asked(desk) == []


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["reviewId", "comments", "userComment", "developerComment", "text",
                             "lastModified", "seconds", "nanos", "starRating"]), inner, max_size=5,
        ),
    )
)  # fmt: skip
def test_whatever_google_says_is_a_review_or_none(said):
    review = of_api(said if isinstance(said, dict) else {"comments": [said]}, APP)
    assert 1 <= getattr(review, "stars", 1) <= 5
