"""The demo: accounts, customers and some weeks of orders, made by calling the ordinary actions.

It is deterministic (one fixed seed), and it adds nothing to a database that is in use.
"""
