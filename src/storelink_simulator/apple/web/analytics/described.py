"""What the analytics API tells about itself: measures, dimensions, apps, the person."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.wrappers import Response

from storelink_simulator.apple.web.analytics.answers import listed, told
from storelink_simulator.apple.web.analytics.dimensions import BY_KEY, DIMENSIONS
from storelink_simulator.apple.web.analytics.measures import MEASURES
from storelink_simulator.apple.web.analytics.office import Member
from storelink_simulator.cast import App
from storelink_simulator.world import HISTORY_STARTS_ON


def settings_all(base_url: str, last: date) -> Response:
    """`GET settings/all`: which measure can be split by which dimension, and until when."""
    return told(
        {
            "configuration": {
                "dataStartDate": f"{HISTORY_STARTS_ON}T00:00:00Z",
                "dataEndDate": f"{last}T00:00:00Z",
                "itcBaseUrl": base_url,
                "imageServiceUrl": f"{base_url}/images",
                "globalOptInRate": 0.3,
            },
            "measures": [
                {
                    "key": one.key,
                    "title": one.title,
                    "titleLocKey": f"measure.{one.key}",
                    "dimensions": [BY_KEY[key].id for key in one.dimensions],
                }
                for one in MEASURES
            ],
            "dimensions": [
                {
                    "id": one.id,
                    "key": one.key,
                    "title": one.title,
                    "options": [
                        {"id": option.id, "title": option.title, "shortTitle": option.title}
                        for option in one.options
                    ],
                }
                for one in DIMENSIONS
            ],
            "enabledFeatures": [],
        }
    )


def app_info(member: Member, apps: list[App]) -> Response:
    """`GET app-info/all`, `app-info/{id}`. `isEnabled` is false without the right."""
    return listed([_app(app, is_enabled=member.may_analyse(app)) for app in apps])


def user_info(member: Member) -> Response:
    """`GET settings/user-info`."""
    team, user = member.team, member.user
    return told(
        {
            "firstName": user.first_name,
            "lastName": user.last_name,
            "userDisplayName": f"{user.first_name} {user.last_name}",
            "userName": user.username,
            "providerId": str(team.number),
            "providerName": team.name,
            "contentProviders": [{"providerId": str(team.number), "name": team.name}],
        }
    )


def _app(app: App, *, is_enabled: bool) -> dict[str, Any]:
    platforms = ["IOS", "MAC_OS"] if app.has_desktop else ["IOS"]
    return {
        "name": app.name,
        "adamId": app.apple_id,
        "bundleId": app.bundle_id,
        "isEnabled": is_enabled,
        "isBundle": False,
        "isArcade": False,
        "hasAppClips": False,
        "iconUrl": "",
        "platforms": platforms,
        "devices": list(app.devices),
        "features": [{"id": "inAppPurchases", "count": len(app.products)}],
        "availability": {
            "orderableAt": f"{app.seen_from}T00:00:00Z",
            "downloadableAt": f"{app.launched_on}T00:00:00Z",
        },
    }
