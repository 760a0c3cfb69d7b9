"""Live updates: PostgreSQL's NOTIFY to server-sent events, in a process of its own.

It tells browsers *what* changed (topic names) and never what it is: the page fetches its fragment
again through the normal permission path. It knows no user, session or order: who a connection
belongs to and what it may hear is asked of a function that ``config.live`` hands in.
"""
