"""Who may print what: whoever may see it."""

from zuoxi.workorders.policies import LIST_POLICIES, may_see_orders

may_print = may_see_orders
may_print_day = LIST_POLICIES["work_area"]
