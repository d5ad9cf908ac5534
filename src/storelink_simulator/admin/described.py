"""What the admin address tells: the state, the keys, the scenarios, the calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storelink_simulator.admin.answers import BadQuestion
from storelink_simulator.apple.assembly import Apple
from storelink_simulator.apple.keys import issuer_of
from storelink_simulator.scenarios import ALL
from storelink_simulator.stage import Trouble


def state(apple: Apple) -> dict[str, Any]:
    """Where the simulation stands."""
    simulation, world = apple.desk.simulation, apple.desk.world
    settings = simulation.settings
    return {
        "now": simulation.clock.now().isoformat(),
        "started_at": simulation.clock.started_at.isoformat(),
        "settings": {
            "seed": settings.seed,
            "app_count": settings.app_count,
            "size": settings.size,
            "requests": settings.requests,
            "snapshots": settings.snapshots,
            "first_files_after_hours": settings.first_files_after_hours,
            "calls_per_hour": settings.calls_per_hour,
        },
        "vendor_number": world.vendor_number,
        "apps": [
            {
                "id": app.apple_id,
                "name": app.name,
                "sku": app.sku,
                "launched_on": app.launched_on.isoformat(),
                "seen_from": app.seen_from.isoformat(),
            }
            for app in world.apps
        ],
        "analytics_requests": [
            {
                "id": one.id,
                "app": one.app_id,
                "access_type": one.access_type,
                "created_at": one.created_at.isoformat(),
                "is_deleted": one.deleted_at is not None,
                "is_stopped": one.stopped_at is not None,
            }
            for one in apple.desk.book.ever()
        ],
        "scenarios": [_trouble(one) for one in simulation.stage.active()],
        "folder": simulation.folder.described(),
    }


def keys(apple: Apple) -> dict[str, Any]:
    """Credentials to connect with. They open nothing but this simulator."""
    world = apple.desk.world
    users = {user.id: user for user in world.users}
    return {
        "issuer_id": issuer_of(world.seed),
        "vendor_number": world.vendor_number,
        "keys": [
            {
                "kind": "individual" if key.is_individual else "team",
                "role": key.role,
                "user": users[key.user_id].username if key.user_id else None,
                "issuer_id": key.issuer_id,
                "key_id": key.key_id,
                "private_key": key.pem(),
                "vendor_number": None if key.is_individual else world.vendor_number,
            }
            for key in apple.desk.keys.values()
        ],
    }


def scenario_list(apple: Apple) -> dict[str, Any]:
    """What can be switched on, and what is."""
    return {
        "known": [
            {
                "name": one.name,
                "sentence": one.sentence,
                "options": dict(one.options),
                "count": one.count,
            }
            for one in ALL
        ],
        "active": [_trouble(one) for one in apple.desk.stage.active()],
    }


def calls(apple: Apple, args: Mapping[str, str]) -> dict[str, Any]:
    """The calls after a number (`after`), oldest first."""
    after = args.get("after", "0")
    if not after.isdecimal():
        raise BadQuestion("after has to be a number.")
    found = apple.desk.simulation.log.since(int(after))
    return {
        "requests": [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "method": one.method,
                "path": one.path,
                "query": one.query,
                "key_id": one.key_id,
                "status": one.status,
                "scenarios": list(one.scenarios),
            }
            for one in found
        ]
    }


def _trouble(one: Trouble) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": one.name,
        "started_at": one.started_at.isoformat(),
        "key": one.key_id,
        "app": one.app_id,
        "path": one.path,
        "remaining": one.remaining,
        "skip": one.skip,
        "options": dict(one.options),
    }
