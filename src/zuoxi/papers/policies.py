"""Who may print what: whoever may see it."""

from zuoxi.workorders.policies import may_see_orders

may_print = may_see_orders
