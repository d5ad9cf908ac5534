"""`storelink reviews`: what customers wrote, the newest first."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from storelink.cli.output import note, print_json, say
from storelink.cli.person import AsOption, WorkspaceOption, acting_person, workspace_of
from storelink.reviews.models import Review
from storelink.reviews.seen import visible_reviews


def run(
    app: Annotated[str, typer.Argument(help="ID or name of an app. Default: all.")] = "",
    *,
    stars: Annotated[
        int, typer.Option(min=0, max=5, help="Only reviews with this rating; 0: all.")
    ] = 0,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number to show.")] = 20,
    person: AsOption = "",
    workspace: WorkspaceOption = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show customer reviews with the developer's replies."""
    user = acting_person(person)
    found = visible_reviews(user, workspace_of(user, workspace))
    if app:
        by_id = found.filter(app__store_id=app)
        found = by_id if by_id.exists() else found.filter(app__name__iexact=app)
    if stars:
        found = found.filter(stars=stars)
    rows = list(found[:limit])
    if as_json:
        print_json([_as_json(row) for row in rows])
        return
    if not rows:
        note("No review has come in yet, or none is like that.")
    for row in rows:
        _print(row)


def _as_json(row: Review) -> dict[str, Any]:
    return {
        "provider": row.app.integration.provider,
        "app": row.app.store_id,
        "id": row.store_id,
        "stars": row.stars,
        "title": row.title,
        "text": row.text,
        "author": row.author,
        "territory": row.territory,
        "language": row.language,
        "app_version": row.app_version,
        "written_at": row.written_at.isoformat(),
        "reply": row.reply_text or None,
        "replied_at": row.replied_at.isoformat() if row.replied_at else None,
        "reply_state": row.reply_state or None,
    }


def _print(row: Review) -> None:
    say(f"{'★' * row.stars}{'☆' * (5 - row.stars)}  {row.app.name}  {row.written_at:%Y-%m-%d}")
    facts = [row.author, row.territory, row.app_version and f"version {row.app_version}"]
    say("  " + " · ".join(fact for fact in facts if fact))
    for line in filter(None, (row.title, row.text)):
        say(f"  {' '.join(line.split())}")
    if row.reply_text:
        say(f"  ↳ {' '.join(row.reply_text.split())}")
    say()
