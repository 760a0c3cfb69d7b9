"""Zuoxi past one machine, built small on one: what is lost when the primary database dies.

Five machines stand in network namespaces of their own: three PostgreSQL members under Patroni with
etcd, two nodes with HAProxy, pages, live updates and a worker. Clients write without a pause and
keep a ledger of what was acknowledged while the primary is killed in several ways.
"""
