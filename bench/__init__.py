"""Measuring with many orders: a generator that loads them, and what each page costs then.

Not part of the product: it sees everything, nothing sees it. ``bin/bench --help`` says what it
does; docs/guide/performance.md says how figures are made and read.
"""
