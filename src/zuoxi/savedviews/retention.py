"""How long saved views are kept."""

from zuoxi.kernel.retention import keep
from zuoxi.savedviews.models import DefaultView, SavedView

keep(SavedView, DefaultView, because="Until deleted; savedviews.most_views limits them.")
