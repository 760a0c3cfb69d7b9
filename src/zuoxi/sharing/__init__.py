"""One place where departments look up customers, demands, products and how items are handled.

Nothing is stored twice here: each kind is asked of the package that has it, at every query. What is
kept are rights: which department may look beyond the orders that lie with it, and why.
"""
