"""Saved views: addresses of lists under a name, for oneself, for a unit or for everybody.

A view holds no rows and gives no right: whoever opens it sees at its address what is theirs to
see. What an address means is the list's own business (``sheets.queries.listed`` reads it).
"""
