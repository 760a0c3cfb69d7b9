"""A whole system in a folder: the database at one moment, the files, and what proves them.

``SHA256SUMS`` is in the words of ``sha256sum``, so that a backup can be checked where there is no
Zuoxi. The folder gets its name when it is complete; what is half made is removed.
"""

from zuoxi.config.backups.making import make
from zuoxi.config.backups.restoring import restore

__all__ = ["make", "restore"]
