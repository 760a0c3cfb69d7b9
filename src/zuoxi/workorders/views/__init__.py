"""The pages of work orders, by noun: intake, lists, orders, inquiry, flow chart, code lists."""
