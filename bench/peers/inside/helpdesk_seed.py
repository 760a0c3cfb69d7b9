"""Makes the tickets of django-helpdesk and a session of its administrator, whose key it prints.

python helpdesk_seed.py TITLES
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import (  # noqa: E402 - models are there once Django is set up
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from helpdesk.models import Queue, Ticket  # noqa: E402

_BACKEND = "django.contrib.auth.backends.ModelBackend"


def main() -> None:
    """Write everything."""
    titles = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    people: Any = get_user_model().objects
    admin = people.create_superuser("admin", "admin@example.org")
    queue = Queue.objects.create(title="Hotline", slug="hotline")
    Ticket.objects.bulk_create(
        [Ticket(title=each[:200], description=each, queue=queue, status=1) for each in titles],
        batch_size=1_000,
    )
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(admin.pk), _BACKEND
    session[HASH_SESSION_KEY] = admin.get_session_auth_hash()
    session.save()
    sys.stdout.write(str(session.session_key))


main()
