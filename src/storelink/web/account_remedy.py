"""What is offered to whoever can solve an account's status: the button and the panel."""

from __future__ import annotations

from collections.abc import Sequence

from storelink.domain.status import Shown
from storelink.integrations.models import Credential, Integration, Issue
from storelink.integrations.told_issues import told_issues
from storelink.labels.status import status_label
from storelink.providers.contract import Provider
from storelink.providers.way_out import WayOut
from storelink.web.panels import Panel, Situation, panel_of
from storelink.web.remedy import Button, button_of, way_out_of
from storelink.web.report_lines import Light


def open_issues(one: Integration) -> list[Issue]:
    """Those that nobody has solved yet."""
    return [issue for issue in one.issues.all() if issue.solved_at is None]


def button_for(one: Integration, provider: Provider, shown: Shown) -> Button | None:
    """The one action that the status offers here."""
    way_out = way_out_for(one, provider, shown)
    direct = way_out if way_out is not None and way_out.is_whole_answer else None
    return button_of(shown, one, support_details(one, shown, open_issues(one)), direct)


def way_out_for(one: Integration, provider: Provider, shown: Shown) -> WayOut | None:
    """The store's page where it is solved, if it is solved there."""
    refused = [c.refused_reason for c in one.credentials.all() if c.refused_at is not None]
    return way_out_of(provider, shown, [*refused, *(issue.reason for issue in open_issues(one))])


def panel_for(
    one: Integration,
    provider: Provider,
    shown: Shown,
    *,
    button: Button | None,
    lights: Sequence[Light],
) -> Panel | None:
    """The panel that explains it; None where there is nothing to explain."""
    credential = credential_of(one)
    used = credential.kind if credential else ""
    others = [k for k in provider.credential_kinds if not k.verify_soon_days and k.key != used]
    return panel_of(
        Situation(
            shown=shown,
            store=provider.name,
            account=credential.public_id if credential else one.name,
            connected_at=one.connected_at,
            button=button.label if button else "",
            way_out=way_out_for(one, provider, shown),
            kind_without_codes=others[0].name if others else "",
            issues=told_issues(open_issues(one)),
            lights=lights,
        )
    )


def credential_of(one: Integration) -> Credential | None:
    """The one that was set last; None where there is none."""
    return max(one.credentials.all(), key=lambda c: c.set_at, default=None)


def support_details(one: Integration, shown: Shown, issues: Sequence[Issue]) -> str:
    """What “Contact support” copies: no secret, no name of a person."""
    lines = [
        f"Storelink, integration {one.pk}, {one.provider}",
        f"{status_label(shown.code)}: {shown.cause}",
    ]
    lines += [f"{issue.key} {issue.reason}: {issue.sentence}" for issue in issues]
    return "\n".join(lines)
