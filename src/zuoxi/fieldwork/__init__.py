"""Work on site: a technician's orders on a telephone, in their order, also without a network.

It shows and sends what ``workorders``, ``customers``, ``attachments`` and ``comments`` own, with
the same actions. What it keeps itself is the sign-off: by whom the work was confirmed on site.
"""
