"""Other trackers that anybody can install, under the same load in the same run.

Each is installed into an environment of its own and served from a database of the same PostgreSQL.
What runs there (``inside``) imports nothing of ours.
"""
