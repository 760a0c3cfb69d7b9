"""How long product pages are kept."""

from django.db.models import Q

from zuoxi.kernel.history import lasts
from zuoxi.kernel.retention import keep
from zuoxi.products.events import ProductFact
from zuoxi.products.models import Product, Revision

keep(Product, Revision, because="Some hundreds; what a customer was told is judged by them later.")
lasts(Q(subject_type=ProductFact.SUBJECT))
