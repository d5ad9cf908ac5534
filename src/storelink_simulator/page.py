"""The page at `/`, which says what this is."""

from __future__ import annotations

from werkzeug.wrappers import Response

_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Storelink simulator</title></head><body>
<h1>Storelink simulator</h1>
<p>This machine plays App Store Connect for an invented publisher, Brightside Labs. No number here
is real, and nothing here reaches Apple or Google.</p>
<p>Apple's API answers under <code>/v1</code>, its sign-in under <code>/appleauth</code>, its web
application under <code>/olympus</code>, <code>/iris</code> and <code>/analytics</code>.
Look around: <a href="/_simulator/state">state</a>, <a href="/_simulator/keys">API keys</a>,
<a href="/_simulator/apple-ids">Apple IDs</a>, <a href="/_simulator/phones">their phones</a>,
<a href="/_simulator/scenarios">scenarios</a>, <a href="/_simulator/requests">calls so far</a>,
<a href="/_simulator/truth?metric=first_time_downloads">truth</a>.</p>
</body></html>
"""


def front_page() -> Response:
    """The page."""
    return Response(_PAGE, content_type="text/html; charset=utf-8")
