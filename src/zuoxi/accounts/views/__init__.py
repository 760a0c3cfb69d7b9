"""Pages of accounts: signing in, the own password, the own profile and tokens."""
