"""`python -m confmerge`."""

from confmerge.cli import main

raise SystemExit(main())
