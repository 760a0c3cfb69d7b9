"""Who may read the audit log. Role names are written out: ``accounts`` stands above this package.

A test holds them to the names that ``accounts.choices.Role`` has.
"""

from zuoxi.kernel.policies import either, holds

# Business events of the own centres.
reads_business = holds("supervisor", "auditor")
# Events of accounts, organisation, options and refusals, of everybody.
reads_security = holds("auditor", "administrator")
reads_log = either(reads_business, reads_security)
