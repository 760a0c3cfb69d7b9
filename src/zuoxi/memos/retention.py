"""How long messages between departments are kept."""

from zuoxi.kernel.retention import keep
from zuoxi.memos.models import Memo, MemoUnit, Reading

keep(Memo, MemoUnit, because="A few a day; they say what a department was told, and when.")
keep(Reading, because="As long as its message: one row for each person who has opened it.")
