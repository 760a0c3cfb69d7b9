"""People who sign in: users, sign-in and its limits, sessions, API tokens, passwords, role names.

What a user may see is decided by the places a role is held at, which is the business of ``org``.
"""
