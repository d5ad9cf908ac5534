"""Issues, error reports and releases to filter by: read by Google's own client, of two apps."""

from collections import Counter
from datetime import date, timedelta

import pytest

from storelink_simulator.google.tests.playing import PACKAGE, REPORTING
from storelink_simulator.google.tests.test_official_clients import service  # noqa: F401

gapi_errors = pytest.importorskip("googleapiclient.errors")

OTHER = "example.brightside.petal"
TRIES = 8
"""Ten queries a second are allowed: a client that is told 429 waits, and asks again."""
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 10)


@pytest.fixture
def reporting(service):  # noqa: F811
    def build(kind="reports"):
        return service("playdeveloperreporting", "v1beta1", "playdeveloperreporting", kind=kind)

    return build


@pytest.fixture
def errors(reporting):
    return reporting().vitals().errors()


def interval(first=FIRST, last=LAST, **more):
    asked = {}
    for name, day in (("startTime", first), ("endTime", last + timedelta(days=1))):
        asked |= {
            f"interval_{name}_{part}": getattr(day, part) for part in ("year", "month", "day")
        }
    return asked | more


def pages(resource, key, **asked):
    found, request = [], resource.search(**asked)
    while request is not None:
        answer = request.execute(num_retries=TRIES)
        found += answer.get(key, [])
        request = resource.search_next(request, answer)
    return found


def counted(found):
    sums = Counter()
    for one in found:
        sums[one["type"]] += int(one["errorReportCount"])
    return sums


def refusal(request):
    with pytest.raises(gapi_errors.HttpError) as caught:
        request.execute(num_retries=TRIES)
    return caught.value.status_code


@pytest.mark.parametrize("package", [PACKAGE, OTHER])
def test_issues_add_up_to_the_true_crashes_and_hangs(google, errors, package):
    found = counted(pages(errors.issues(), "errorIssues", parent=f"apps/{package}", **interval()))
    asked = {"app": package, "first": FIRST.isoformat(), "to": LAST.isoformat()}
    for metric, kind in (
        ("daily_crashes", "CRASH"),
        ("daily_anrs", "APPLICATION_NOT_RESPONDING"),
    ):
        facts = google.truth(metric=metric, **asked)
        assert sum(fact["value"] for fact in facts) == found[kind] > 0


def test_issues_come_in_pages_and_in_order(errors):
    parent = f"apps/{PACKAGE}"
    whole = pages(errors.issues(), "errorIssues", parent=parent, **interval())
    paged = pages(errors.issues(), "errorIssues", parent=parent, pageSize=2, **interval())
    assert paged == whole
    assert len(whole) == 9
    counts = [int(one["errorReportCount"]) for one in whole]
    assert counts == sorted(counts, reverse=True)
    ordered = errors.issues().search(parent=parent, orderBy="distinctUsers asc", **interval())
    users = [int(one["distinctUsers"]) for one in ordered.execute(num_retries=TRIES)["errorIssues"]]
    assert users == sorted(users)


def test_filters_part_the_errors_without_loss(errors):
    parent, issues = f"apps/{PACKAGE}", errors.issues()

    def of(text):
        return counted(pages(issues, "errorIssues", parent=parent, filter=text, **interval()))

    everything = counted(pages(issues, "errorIssues", parent=parent, **interval()))
    assert set(of("errorIssueType = ANR")) == {"APPLICATION_NOT_RESPONDING"}
    assert of("errorIssueType = ANR") + of("errorIssueType = CRASH") == everything
    assert of("isUserPerceived") + of("appProcessState = BACKGROUND") == everything
    recent = "(apiLevel = 37 OR apiLevel = 36) AND errorIssueType = CRASH"
    parts = of("apiLevel = 37 AND errorIssueType = CRASH")
    assert of(recent) == parts + of("apiLevel = 36 AND errorIssueType = CRASH")
    assert of('deviceBrand = "Google"') == of('deviceBrand = "google"') != Counter()
    assert of("errorIssueType = NON_FATAL") == Counter()


def test_reports_belong_to_their_issue(errors):
    parent = f"apps/{PACKAGE}"
    asked = interval(sampleErrorReportLimit=1)
    issue = (
        errors.issues().search(parent=parent, **asked).execute(num_retries=TRIES)["errorIssues"][0]
    )
    text = f"errorIssueId = {issue['name'].rpartition('/')[2]}"
    reports = errors.reports()
    found = pages(reports, "errorReports", parent=parent, filter=text, pageSize=7, **interval())
    assert len({one["name"] for one in found}) == len(found) > 7
    assert {one["issue"] for one in found} == {issue["name"]}
    assert issue["sampleErrorReports"][0] == found[0]["name"]
    assert found[0]["eventTime"] == issue["lastErrorReportTime"]
    codes = {int(one["appVersion"]["versionCode"]) for one in found}
    assert min(codes) == int(issue["firstAppVersion"]["versionCode"])
    single = f"errorReportId = {found[3]['name'].rpartition('/')[2]}"
    answer = reports.search(parent=parent, filter=single, **interval()).execute(num_retries=TRIES)
    assert answer == {"errorReports": [found[3]]}


def test_questions_that_are_not_understood_are_refused(google, errors):
    parent = f"apps/{PACKAGE}"
    for text in (
        "versionCode = 1 OR errorIssueType = ANR", "mood = 1", "apiLevel > 30", "apiLevel =",
        "errorIssueType = HANG", "errorIssueId = 1", "(", "AND", "'",
    ):  # fmt: skip
        asked = errors.issues().search(parent=parent, filter=text, **interval())
        assert refusal(asked) == 400, text
    zone = interval(interval_startTime_timeZone_id="America/Los_Angeles")
    backwards = interval(LAST, FIRST - timedelta(days=3))
    for asked in (zone, backwards, interval(orderBy="mood"), interval(sampleErrorReportLimit=2)):
        assert refusal(errors.issues().search(parent=parent, **asked)) == 400
    first = (
        errors.issues().search(parent=parent, pageSize=1, **interval()).execute(num_retries=TRIES)
    )
    for token, day in ((first["nextPageToken"], FIRST + timedelta(days=1)), ("nonsense", FIRST)):
        other = errors.issues().search(parent=parent, pageToken=token, **interval(day))
        assert refusal(other) == 400


def test_an_offset_moves_the_interval(errors):
    parent, day = f"apps/{PACKAGE}", interval(FIRST, FIRST)
    moved = day | {f"interval_{name}_utcOffset": "-25200s" for name in ("startTime", "endTime")}
    times = [
        {
            one["eventTime"]
            for one in pages(errors.reports(), "errorReports", parent=parent, **asked)
        }
        for asked in (day, moved)
    ]
    assert max(times[0]) < "2026-10-02"
    assert max(times[1]) > "2026-10-02"
    assert min(times[1]) >= "2026-10-01T07"


@pytest.mark.parametrize("package", [PACKAGE, OTHER])
def test_releases_to_filter_by_are_those_of_the_tracks(reporting, service, package):  # noqa: F811
    options = (
        reporting()
        .apps()
        .fetchReleaseFilterOptions(name=f"apps/{package}")
        .execute(num_retries=TRIES)
    )
    told = {one["type"]: one["servingReleases"] for one in options["tracks"]}
    assert set(told) == {"PRODUCTION", "OPEN_TESTING", "INTERNAL_TESTING"}
    publisher = service("androidpublisher", "v3", "androidpublisher")
    parent = f"applications/{package}/tracks/production"
    listed = (
        publisher.applications().tracks().releases().list(parent=parent).execute(num_retries=TRIES)
    )
    codes = [str(one["activeArtifacts"][0]["versionCode"]) for one in listed["releases"]]
    assert [one["versionCodes"][0] for one in told["PRODUCTION"]] == codes


def test_a_role_sees_the_errors_of_its_apps(google, reporting):
    one_app, stranger = reporting("one_app"), reporting("not_invited")
    for api, package, status in (
        (one_app, OTHER, 403),
        (stranger, PACKAGE, 403),
        (one_app, "com.unknown", 404),
    ):
        name = f"apps/{package}"
        assert refusal(api.vitals().errors().issues().search(parent=name)) == status
        assert refusal(api.vitals().errors().reports().search(parent=name)) == status
        assert refusal(api.apps().fetchReleaseFilterOptions(name=name)) == status
    assert (
        one_app.vitals()
        .errors()
        .issues()
        .search(parent=f"apps/{PACKAGE}")
        .execute(num_retries=TRIES)
    )
    path = f"/v1beta1/apps/{PACKAGE}/errorIssues:search"
    assert google.get(path, "androidpublisher").status_code == 403
    assert google.post(path, {}, scope=REPORTING).status_code == 404
