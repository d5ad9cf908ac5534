"""What the token endpoint answers when it gives no token."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response


class GrantRefused(Exception):
    """A refusal in OAuth's words: an error code, a sentence, a status."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description

    def answer(self) -> Response:
        """The refusal as the endpoint sends it."""
        return json_answer(
            {"error": self.error, "error_description": self.description}, self.status
        )


def bad_grant(description: str) -> GrantRefused:
    """400 invalid_grant."""
    return GrantRefused(400, "invalid_grant", description)


def json_answer(document: object, status: int = 200) -> Response:
    """JSON that nobody may keep."""
    body = json.dumps(document, ensure_ascii=False, indent=2)
    response = Response(body, status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache, no-store, max-age=0, must-revalidate"
    return response
