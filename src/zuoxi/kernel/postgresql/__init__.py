"""Django's backend for PostgreSQL, with a look at kept connections that asks nothing."""
