"""What the analytics API says: JSON, and its own shape of errors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response


@dataclass
class Refused(Exception):
    """An answer that is an error."""

    status: int
    message: str
    retry_after_seconds: int = 0

    def response(self, base_url: str) -> Response:
        """The answer."""
        body = {
            "itcBaseUrl": base_url,
            "message": self.message,
            "l10n": {"Crossfire-response-badrequest-title": "There was a problem."},
            "errors": [],
        }
        answer = told(body, self.status)
        if self.retry_after_seconds:
            answer.headers["Retry-After"] = str(self.retry_after_seconds)
        return answer


def told(document: dict[str, Any], status: int = 200) -> Response:
    """A JSON answer."""
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, content_type="application/json;charset=UTF-8")


def listed(results: list[dict[str, Any]], **more: Any) -> Response:
    """`{size, results}` and what stands beside them."""
    return told({"size": len(results), "results": results, **more})


def bad(message: str) -> Refused:
    """400."""
    return Refused(400, message)
