"""Makes the issues of a Roundup tracker.

python roundup_seed.py TRACKER TITLES
"""

import json
import sys
from pathlib import Path

import roundup.instance

_AT_ONCE = 1_000


def main() -> None:
    """Write everything."""
    tracker, titles = sys.argv[1:]
    database = roundup.instance.open(tracker).open("admin")
    status, priority = database.status.lookup("unread"), database.priority.lookup("bug")
    for place, title in enumerate(json.loads(Path(titles).read_text(encoding="utf-8")), start=1):
        database.issue.create(title=title, status=status, priority=priority)
        if place % _AT_ONCE == 0:
            database.commit()
    database.commit()
    database.close()


main()
