"""Zuoxi (坐席): call-center operations from the customer's call to the closed loop."""
