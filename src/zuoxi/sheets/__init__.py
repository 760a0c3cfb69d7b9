"""Sheets: customers and orders out of Zuoxi as XLSX and CSV, and into it.

What a list shows can be downloaded, masked as it is shown; what a file holds comes in through the
same actions as a call does, row by row. Nothing here decides what a customer or an order is.
"""
