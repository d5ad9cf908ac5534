"""Where Django looks for the tables; each group has a file of its own in `tables`."""

from storelink.integrations.tables.account import (
    Credential,
    Integration,
    Issue,
)
from storelink.integrations.tables.probe import Probe
from storelink.integrations.tables.request_budget import RequestBudget
from storelink.integrations.tables.run import (
    AwaitedPartition,
    ExpiredPartition,
    KeptFile,
    LoadedPartition,
    OutgoingCall,
    Reload,
    ReportState,
    Run,
    Worker,
)
from storelink.integrations.tables.signing_in import (
    ConnectAttempt,
    PastSignIn,
)
from storelink.integrations.tables.warehouse_list import (
    AppBucket,
    DataFile,
    ScopeVersion,
)

__all__ = [
    "AppBucket",
    "AwaitedPartition",
    "ConnectAttempt",
    "Credential",
    "DataFile",
    "ExpiredPartition",
    "Integration",
    "Issue",
    "KeptFile",
    "LoadedPartition",
    "OutgoingCall",
    "PastSignIn",
    "Probe",
    "Reload",
    "ReportState",
    "RequestBudget",
    "Run",
    "ScopeVersion",
    "Worker",
]
