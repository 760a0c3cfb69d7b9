"""Attachments: photos, PDF documents and sound recordings that go with a work order.

Rows here, bytes in a folder of their own outside the web root (``files.py``). What a file is, is
decided by its content (``inspection.py``), never by its name. Seen by whoever sees the order.
"""
