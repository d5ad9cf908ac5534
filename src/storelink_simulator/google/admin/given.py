"""What the admin address gives away of Google's side: key files, buckets, the OAuth client."""

from __future__ import annotations

from typing import Any

from storelink_simulator.google.accounts import PEOPLE, PROJECT_ID, SERVICE_ACCOUNTS
from storelink_simulator.google.assembly import Google
from storelink_simulator.google.oauth.key_file import oauth_client_file, service_account_file
from storelink_simulator.google.permissions import account_level, app_level
from storelink_simulator.google.play.listing import (
    bucket_name,
    developer_id,
    folder_bucket_name,
    play_apps,
    strange_bucket_name,
)


def google_keys(google: Google) -> dict[str, Any]:
    """Credentials to connect with. They open nothing but this simulator."""
    seed = google.desk.seed
    folder = folder_bucket_name(seed)
    return {
        "developer_id": developer_id(seed),
        "project_id": PROJECT_ID,
        "bucket_uri": f"gs://{bucket_name(seed)}/",
        "folder_bucket_uri": f"gs://{folder}/" if folder in google.buckets else None,
        "strange_bucket_uri": f"gs://{strange_bucket_name(seed)}/",
        "oauth_client": oauth_client_file(seed),
        "people": [
            {"email": one.email, "permissions": account_level(one.permissions)} for one in PEOPLE
        ],
        "packages": [app.bundle_id for app in play_apps(google.desk.world)],
        "keys": [
            {
                "kind": account.kind,
                "email": account.email,
                "permissions": account_level(account.permissions),
                "app_permissions": {
                    package: app_level(granted) for package, granted in account.grants.items()
                },
                "service_account": service_account_file(seed, account),
            }
            for account in SERVICE_ACCOUNTS
        ],
    }
