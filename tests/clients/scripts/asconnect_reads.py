"""What asconnect reads: apps, versions, reviews, people. Prints JSON."""

import json
import sys

import asconnect

key = json.load(sys.stdin)
client = asconnect.Client(
    key_id=key["key_id"], key_contents=key["private_key"], issuer_id=key["issuer_id"]
)
apps = list(client.app.get_all())
first = apps[0].identifier
told = {
    "apps": [[one.identifier, one.bundle_id] for one in apps],
    "found": client.app.get_from_bundle_id(apps[1].bundle_id).identifier,
    "versions": len(list(client.version.get_all(app_id=first))),
    "reviews": len(list(client.reviews.get_reviews(first, territory_filter=["CHE", "NZL"]))),
    "users": len(list(client.users.get_users())),
}
json.dump(told, sys.stdout)
