"""How long what belongs to deadlines is kept."""

from zuoxi.deadlines.models import Extension, Mark
from zuoxi.kernel.retention import keep

keep(Extension, because="As long as its order.")
keep(Mark, because="Until the worker has counted the order, some seconds.")
