"""No open page changes when something is printed."""

from zuoxi.kernel.events import silent
from zuoxi.papers.events import OrderPrinted

silent(OrderPrinted)
