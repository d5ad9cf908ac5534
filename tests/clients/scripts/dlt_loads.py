"""What the dlt source for App Store Connect reads of what is simulated. Prints JSON."""

import json
import sys
from collections import Counter

from dlt_source_app_store_connect.client import AppStoreConnectClient
from dlt_source_app_store_connect.source import app_store_versions, apps, users

key = json.load(sys.stdin)
client = AppStoreConnectClient(key["key_id"], key["issuer_id"], key["private_key"])
told = {one.name: 0 for one in (apps, app_store_versions, users)}
for resource in (apps, app_store_versions, users):
    told[resource.name] = Counter(bool(row) for row in resource(client))[True]
json.dump(told, sys.stdout)
