"""Lists that are not as they should be: a next link that repeats, a field that is null."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from werkzeug.wrappers import Response

from storelink_simulator.service import Call
from storelink_simulator.stage import Scene, Stage, Trouble

_REVIEWS = "/customerReviews"


def edited(stage: Stage, call: Call, scene: Scene, response: Response) -> Response:
    """The answer of an operation, as the scenarios about lists want it."""
    if response.status_code != 200 or response.mimetype != "application/json":
        return response
    document = json.loads(response.get_data())
    if not isinstance(document.get("data"), list):
        return response
    if _is_changed(stage, call, scene, document):
        response.set_data(json.dumps(document, ensure_ascii=False))
    return response


def _is_changed(stage: Stage, call: Call, scene: Scene, document: dict[str, Any]) -> bool:
    before = len(call.played)
    is_reviews = scene.path.endswith(_REVIEWS)
    for name in ("next_repeats", *(("reviews_next_repeats",) if is_reviews else ())):
        if trouble := stage.play(name, scene):
            call.played.append(name)
            _repeat(document["links"], trouble)
    if is_reviews and (trouble := stage.play("review_null_rating", scene)):
        call.played.append("review_null_rating")
        place = trouble.integer("place")
        if place < len(document["data"]):
            document["data"][place]["attributes"][trouble.text("field")] = None
    return len(call.played) > before


def _repeat(links: dict[str, str], trouble: Trouble) -> None:
    if trouble.text("style") == "self":
        links["next"] = links["self"]
    elif "next" not in links:
        links["next"] = _without_cursor(links["self"])


def _without_cursor(address: str) -> str:
    parts = urlsplit(address)
    pairs = [pair for pair in parse_qsl(parts.query) if pair[0] != "cursor"]
    return urlunsplit(parts._replace(query=urlencode(pairs, safe=",")))
