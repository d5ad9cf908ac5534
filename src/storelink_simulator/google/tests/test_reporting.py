"""The Reporting API: apps, freshness, rates, and what cannot be asked together."""

import pytest

from storelink_simulator.google.api_answers import token_of
from storelink_simulator.google.tests.playing import PACKAGE, REPORTING

SET = f"/v1beta1/apps/{PACKAGE}/crashRateMetricSet"


def day(number, month=11, **more):
    return {"year": 2026, "month": month, "day": number, **more}


def question(**changes):
    spec = {"aggregationPeriod": "DAILY", "startTime": day(1), "endTime": day(8)}
    return {
        "timelineSpec": {**spec, **changes.pop("spec", {})},
        "metrics": ["crashRate", "distinctUsers"],
        **changes,
    }


def query(google, body, path=SET):
    return google.post(f"{path}:query", body, REPORTING)


def test_apps_come_page_by_page_with_titles(google):
    first = google.get("/v1beta1/apps:search", REPORTING, pageSize=4).json()
    second = google.get(
        "/v1beta1/apps:search", REPORTING, pageSize=4, pageToken=first["nextPageToken"]
    ).json()
    apps = first["apps"] + second["apps"]
    assert len(apps) == 6
    assert {
        "name": f"apps/{PACKAGE}",
        "packageName": PACKAGE,
        "displayName": "Tidewater: Surf Forecast",
    } in apps
    assert "nextPageToken" not in second


def test_freshness_says_where_data_ends(google):
    told = google.get(SET, REPORTING).json()["freshnessInfo"]["freshnesses"]
    daily = next(one for one in told if one["aggregationPeriod"] == "DAILY")
    assert daily["latestEndTime"] == day(22, timeZone={"id": "America/Los_Angeles"})
    past = query(google, question(spec={"endTime": day(23)}))
    assert past.status_code == 400
    assert query(google, question(spec={"endTime": day(22)})).status_code == 200


def test_a_day_has_a_row_with_fractions_and_rounded_users(google):
    rows = query(google, question()).json()["rows"]
    assert [row["startTime"]["day"] for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    rate, users = rows[0]["metrics"]
    bounds = rate["decimalValueConfidenceInterval"]
    value = float(rate["decimalValue"]["value"])
    assert 0 < float(bounds["lowerBound"]["value"]) < value < 0.2
    assert value < float(bounds["upperBound"]["value"])
    assert int(users["decimalValue"]["value"]) % 10 == 0


def test_rows_are_split_filtered_and_paged(google):
    split = question(dimensions=["countryCode"])
    rows = query(google, split).json()["rows"]
    assert len({row["dimensions"][0]["stringValue"] for row in rows}) > 5
    only = query(google, {**split, "filter": 'countryCode = "US"'}).json()["rows"]
    assert len(only) == 7
    first = query(google, {**split, "pageSize": 10}).json()
    rest = query(google, {**split, "pageToken": first["nextPageToken"]}).json()
    assert first["rows"] + rest["rows"] == rows


def test_hours_are_in_utc(google):
    spec = {
        "aggregationPeriod": "HOURLY",
        "startTime": day(20, hours=3, timeZone={"id": "UTC"}),
        "endTime": day(20, hours=6, timeZone={"id": "UTC"}),
    }
    rows = query(google, question(spec=spec)).json()["rows"]
    assert [row["startTime"]["hours"] for row in rows] == [3, 4, 5]


def test_few_users_give_no_rows(google):
    google.reset(size=0.01)
    path = "/v1beta1/apps/example.brightside.stargazer/crashRateMetricSet"
    assert query(google, question(), path).json() == {}


def test_sets_without_numbers_answer_without_rows(google):
    path = f"/v1beta1/apps/{PACKAGE}/lmkRateMetricSet"
    body = question(metrics=["userPerceivedLmkRate"])
    assert query(google, body, path).json() == {}
    slow = f"/v1beta1/apps/{PACKAGE}/slowStartRateMetricSet"
    answer = query(google, question(metrics=["slowStartRate"]), slow)
    assert "cannot be used together" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": []},
        {"metrics": ["installs"]},
        {"metrics": "crashRate"},
        {"dimensions": ["planet"]},
        {"filter": "countryCode > 5"},
        {"filter": "planet = Mars"},
        {"userCohort": "EVERYBODY"},
        {"pageSize": "many"},
        {"pageToken": "?"},
        {"timelineSpec": None},
        {"spec": {"aggregationPeriod": "FULL_RANGE"}},
        {"spec": {"startTime": day(31, 2)}},
        {"spec": {"startTime": day(9)}},
        {"spec": {"startTime": day(1, hours=4)}},
        {"spec": {"startTime": day(1, timeZone={"id": "UTC"})}},
        {"spec": {"startTime": "2026-11-01"}},
        {"spec": {"aggregationPeriod": "HOURLY"}, "metrics": ["crashRate7dUserWeighted"]},
    ],
)
def test_a_wrong_question_is_an_invalid_argument(google, changes):
    answer = query(google, question(**changes))
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "INVALID_ARGUMENT")


def test_another_app_is_forbidden_and_another_set_is_not_found(google):
    other = "/v1beta1/apps/com.other/crashRateMetricSet"
    assert google.get(other, REPORTING).status_code == 403
    assert google.get(f"/v1beta1/apps/{PACKAGE}/moodMetricSet", REPORTING).status_code == 404


def test_ten_calls_a_second_are_the_limit(google):
    statuses = [google.get("/v1beta1/apps:search", REPORTING).status_code for _ in range(60)]
    assert statuses[:10] == [200] * 10
    assert set(statuses) <= {200, 429}


@pytest.mark.parametrize("place", [6, 7, 1_000_000])
def test_a_page_token_past_the_end_is_refused(google, place):
    token = token_of(str(place))
    answer = google.get("/v1beta1/apps:search", REPORTING, pageSize=4, pageToken=token)
    assert answer.status_code == 400
    assert "page token" in answer.json()["error"]["message"].lower()
    assert query(google, question(pageToken=token_of("7"))).status_code == 400


ERRORS = f"/v1beta1/apps/{PACKAGE}/errorCountMetricSet"


def errors(google, *dimensions, path=ERRORS, **changes):
    """(day, dimension values…) → reports."""
    asked = {"metrics": ["errorReportCount", "distinctUsers"], "dimensions": dimensions, **changes}
    found, token = {}, None
    while True:
        answer = query(google, question(**asked, **({"pageToken": token} if token else {})), path)
        assert answer.status_code == 200, answer.text
        for row in answer.json().get("rows", []):
            values = (next(v for k, v in d.items() if k != "dimension") for d in row["dimensions"])
            key = (row["startTime"]["day"], *values)
            assert key not in found
            count, users = (int(one["decimalValue"]["value"]) for one in row["metrics"])
            assert count > 0
            assert users > 0
            found[key] = count
        token = answer.json().get("nextPageToken")
        if not token:
            return found


def test_error_counts_are_the_crashes_and_anrs_of_the_day(google):
    found = errors(google, "reportType")
    assert {key[0] for key in found} == set(range(1, 8))
    metrics = {"daily_crashes": "CRASH", "daily_anrs": "ANR"}
    truth = google.truth(metric=",".join(metrics), first="2026-11-01", to="2026-11-07")
    wanted = {
        (int(fact["date"][-2:]), metrics[fact["metric"]]): fact["value"]
        for fact in truth
        if fact["app"] == PACKAGE and fact["value"]
    }
    assert wanted
    assert found == wanted


@pytest.mark.parametrize("more", ["issueId", "versionCode", "apiLevel", "deviceModel"])
def test_error_counts_split_further_add_up_to_the_same(google, more):
    whole, split = errors(google, "reportType"), errors(google, "reportType", more, pageSize=30)
    assert len(split) > len(whole)
    sums = dict.fromkeys(whole, 0)
    for (day_number, kind, _), count in split.items():
        sums[day_number, kind] += count
    assert sums == whole


def test_error_counts_are_filtered_by_kind(google):
    assert {kind for _, kind in errors(google, "reportType", filter="reportType = ANR")} == {"ANR"}


@pytest.mark.parametrize(
    "changes",
    [
        {"dimensions": []},
        {"dimensions": ["reportType", "countryCode"]},
        {"dimensions": ["reportType", "deviceBrand"]},
        {"dimensions": ["reportType"], "userCohort": "OS_PUBLIC"},
    ],
)
def test_what_error_counts_cannot_be_asked(google, changes):
    body = question(metrics=["errorReportCount"], **changes)
    assert query(google, body, ERRORS).status_code == 400
