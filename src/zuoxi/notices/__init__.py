"""Notices: what a person should hear of inside the product, until it has been read.

Higher packages declare kinds of notices and give them from their reactions; this package stores
them, counts them in the top bar and leads to what they are about. It knows nothing of orders, and
sends nothing outside: ``deliveries`` does that.
"""
