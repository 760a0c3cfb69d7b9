"""Tasks of departments: what one owes from a meeting, an inspection, a plan or about an order.

A task belongs to a unit of a centre, which sees to it, and to a person once one is named. It names
its source as events and notices name what they are about, so that any package can have tasks:
``actions.create_task`` and ``queries.of_source``. What is owed to a customer is a follow-up task
(``followups``), not this.
"""
