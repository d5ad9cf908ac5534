"""The addresses of pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from storelink.web.fresh import fresh
from storelink.web.pages import (
    account,
    activity,
    analytics,
    code_link,
    connect,
    email,
    doctor,
    export,
    health,
    integrations,
    join,
    overview,
    people,
    request_reports,
    reset,
    setup,
    sharing,
    start,
    workspaces,
)

_SETTINGS = "settings/integrations/"
_SPACES = "settings/workspaces/"
_SPACE = f"{_SPACES}<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("", overview.overview, name="overview"),
    path("start/", start.start, name="start"),
    path("setup/<str:token>/", setup.set_up, name="set_up"),
    path("analytics/", analytics.any_app, name="analytics"),
    path("analytics/<int:pk>/", analytics.app, name="app"),
    path("analytics/<int:pk>/series.csv", export.series, name="series_csv"),
    path("analytics/<int:pk>/breakdown.csv", export.breakdown, name="breakdown_csv"),
    path(_SETTINGS, integrations.integrations, name="integrations"),
    path(f"{_SETTINGS}shared/", sharing.shared, name="integrations_shared"),
    path(f"{_SETTINGS}share/", sharing.share, name="share"),
    path(f"{_SETTINGS}connect/return/", connect.come_back, name="connect_return"),
    path(f"{_SETTINGS}connect/<slug:console>/", fresh(connect.begin), name="connect"),
    path(f"{_SETTINGS}connect/<slug:console>/link/", code_link.make, name="code_link_new"),
    path(f"{_SETTINGS}connect/<slug:console>/standing/", code_link.standing, name="code_standing"),
    path(f"{_SETTINGS}connect/<slug:console>/<slug:step>/", connect.step, name="connect_step"),
    path("code/<str:secret>/", code_link.code_link, name="code_link"),
    path(f"{_SETTINGS}<int:pk>/status/", integrations.status, name="account_status"),
    path(f"{_SETTINGS}<int:pk>/first-sync/", integrations.first_sync, name="first_sync"),
    path(
        f"{_SETTINGS}<int:pk>/first-sync/progress/",
        integrations.first_sync_progress,
        name="first_sync_progress",
    ),
    path(f"{_SETTINGS}<int:pk>/update/", fresh(connect.update), name="update"),
    path(f"{_SETTINGS}<int:pk>/verify/", fresh(connect.verify), name="verify"),
    path(
        f"{_SETTINGS}<int:pk>/request-reports/",
        request_reports.request_reports,
        name="request_reports",
    ),
    path(f"{_SETTINGS}<int:pk>/doctor/", doctor.doctor, name="doctor"),
    path(f"{_SETTINGS}<int:pk>/doctor/test/", doctor.test, name="doctor_test"),
    path(f"{_SETTINGS}<int:pk>/delete/", integrations.delete, name="delete"),
    path(f"{_SETTINGS}<int:pk>/pause/", integrations.pause, name="pause"),
    path(f"{_SETTINGS}<int:pk>/resume/", integrations.resume, name="resume"),
    path(f"{_SETTINGS}<int:pk>/sync/", integrations.sync_now, name="sync_now"),
    path("settings/account/", account.account, name="account"),
    path("settings/account/", account.account, name="mfa_index"),
    path("accounts/email/", fresh(email.change), name="account_email"),
    path("accounts/password/reset/", reset.ask, name="account_reset_password"),
    path(_SPACES, workspaces.workspaces, name="workspaces"),
    path(f"{_SPACES}create/", workspaces.create, name="workspace_create"),
    path(_SPACE, workspaces.workspace, name="workspace"),
    path(f"{_SPACE}use/", workspaces.use, name="workspace_use"),
    path(f"{_SPACE}rename/", workspaces.rename, name="workspace_rename"),
    path(
        f"{_SPACE}second-step/",
        fresh(workspaces.second_step),
        name="workspace_second_step",
    ),
    path(f"{_SPACE}leave/", workspaces.leave, name="workspace_leave"),
    path(f"{_SPACE}invite/", people.invite, name="invite"),
    path(
        f"{_SPACE}invitations/<int:invitation>/withdraw/",
        people.withdraw,
        name="invitation_withdraw",
    ),
    path(f"{_SPACE}people/<int:member>/role/", people.change_role, name="member_role"),
    path(f"{_SPACE}people/<int:member>/remove/", people.remove, name="member_remove"),
    path(f"{_SPACE}activity/", activity.activity, name="activity"),
    path(f"{_SPACE}activity.csv", activity.activity_csv, name="activity_csv"),
    path(f"{_SPACE}calls/", activity.outgoing, name="outgoing"),
    path(f"{_SPACE}calls.csv", activity.outgoing_csv, name="outgoing_csv"),
    path("join/<str:token>/", join.join, name="join"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
]
