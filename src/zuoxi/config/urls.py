"""All addresses: pages by package, the API, health."""

from django.urls import include, path

from zuoxi.accounts.api import router as accounts
from zuoxi.api import site
from zuoxi.attachments.api import router as attachments
from zuoxi.calendars.api import router as calendars
from zuoxi.callbacks.api import router as callbacks
from zuoxi.comments.api import router as comments
from zuoxi.contacts.api import router as contacts
from zuoxi.customers.api import router as customers
from zuoxi.deadlines.api import router as deadlines
from zuoxi.deliveries.api import router as deliveries
from zuoxi.dispatching.api import router as dispatching
from zuoxi.emergencies.api import router as emergencies
from zuoxi.fieldwork.api import router as fieldwork
from zuoxi.followups.api import router as followups
from zuoxi.groups.api import router as groups
from zuoxi.inspections.api import router as inspections
from zuoxi.limits.api import router as limits
from zuoxi.linkage.api import router as linkage
from zuoxi.macros.api import router as macros
from zuoxi.meetings.api import router as meetings
from zuoxi.memos.api import router as memos
from zuoxi.notices.api import router as notices
from zuoxi.org.api import router as org
from zuoxi.papers.api import router as papers
from zuoxi.products.api import router as products
from zuoxi.savedviews.api import router as savedviews
from zuoxi.sharing.api import router as sharing
from zuoxi.sheets.api import router as sheets
from zuoxi.tasks.api import router as tasks
from zuoxi.workorders.api import router as workorders

# Addresses are compared one after the other: those that are called most come first.
site.mount(
    workorders,
    customers,
    accounts,
    callbacks,
    attachments,
    fieldwork,
    followups,
    macros,
    dispatching,
    org,
    calendars,
    limits,
    contacts,
    deadlines,
    memos,
    products,
    sharing,
    emergencies,
    tasks,
    groups,
    meetings,
    inspections,
    linkage,
    sheets,
    savedviews,
    notices,
    deliveries,
    comments,
    papers,
)

handler400 = "zuoxi.web.views.handler400"
handler403 = "zuoxi.web.views.handler403"
handler404 = "zuoxi.web.views.handler404"
handler500 = "zuoxi.web.views.handler500"

urlpatterns = [
    path("api/v1/", site.api.urls),
    path("api/", include("zuoxi.api.urls")),
    path("", include("zuoxi.web.urls")),
    path("", include("zuoxi.desk.urls")),
    path("", include("zuoxi.accounts.urls")),
    path("", include("zuoxi.drafts.urls")),
    path("", include("zuoxi.org.urls")),
    path("", include("zuoxi.calendars.urls")),
    path("", include("zuoxi.limits.urls")),
    path("", include("zuoxi.notices.urls")),
    path("", include("zuoxi.deliveries.urls")),
    path("", include("zuoxi.audit.urls")),
    path("", include("zuoxi.customers.urls")),
    path("", include("zuoxi.workorders.urls")),
    path("", include("zuoxi.callbacks.urls")),
    path("", include("zuoxi.comments.urls")),
    path("", include("zuoxi.followups.urls")),
    path("", include("zuoxi.macros.urls")),
    path("", include("zuoxi.dispatching.urls")),
    path("", include("zuoxi.boards.urls")),
    path("", include("zuoxi.contacts.urls")),
    path("", include("zuoxi.deadlines.urls")),
    path("", include("zuoxi.memos.urls")),
    path("", include("zuoxi.products.urls")),
    path("", include("zuoxi.sharing.urls")),
    path("", include("zuoxi.emergencies.urls")),
    path("", include("zuoxi.tasks.urls")),
    path("", include("zuoxi.groups.urls")),
    path("", include("zuoxi.meetings.urls")),
    path("", include("zuoxi.inspections.urls")),
    path("", include("zuoxi.linkage.urls")),
    path("", include("zuoxi.sheets.urls")),
    path("", include("zuoxi.savedviews.urls")),
    path("", include("zuoxi.attachments.urls")),
    path("", include("zuoxi.papers.urls")),
    path("", include("zuoxi.fieldwork.urls")),
]
