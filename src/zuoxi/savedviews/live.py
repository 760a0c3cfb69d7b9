"""Open pages need not hear of views: the row above a list is read with its page."""

from zuoxi.kernel.events import silent
from zuoxi.savedviews.events import DefaultChosen, ViewChanged, ViewDeleted, ViewSaved

for _fact in (ViewSaved, ViewChanged, ViewDeleted, DefaultChosen):
    silent(_fact)
