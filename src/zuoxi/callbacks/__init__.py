"""Callbacks: the call to a customer whose order was completed with "callback required".

A callback belongs to one dispatch of one order and is seen by whoever sees the order. It never
moves the order; what the customer says is recorded here.
"""
