"""How long comments are kept."""

from zuoxi.comments.models import Comment, Mention
from zuoxi.kernel.retention import keep

keep(Comment, Mention, because="As long as its order.")
