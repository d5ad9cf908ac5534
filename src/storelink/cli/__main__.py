"""`python -m storelink.cli`: how the product starts its own processes."""

from __future__ import annotations

import sys

from storelink.cli.command import main

sys.exit(main())
