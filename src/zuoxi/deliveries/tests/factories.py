"""A house with channels, a web server and a mail server that are really there, and notices."""

from datetime import timedelta

from zuoxi.deliveries import actions, sending
from zuoxi.deliveries.actions import WantedChannel
from zuoxi.deliveries.models import Channel, Delivery, Reach
from zuoxi.kernel.actors import SYSTEM
from zuoxi.notices import actions as notices
from zuoxi.workorders.tests.factories import NOW, Place, set_option

KIND, ALARM = "test.happened", "test.alarm"
# Friday 10:00 by the clock of the centre, within the usual hours; Saturday morning.
AT_WORK, AT_REST = NOW, NOW + timedelta(days=1)


class House(Place):
    """A place whose notices go out to servers on this machine."""

    def __init__(self, web=None, prefix=""):
        super().__init__(prefix)
        self.web = web
        set_option("deliveries.private_hosts", "127.0.0.1")
        set_option("deliveries.allow_http", True)

    def channel(self, form="wecom", **changes) -> Channel:
        values = {"name": form, "kinds": [KIND, ALARM], "secret": "SECret-0123456789-abc"}
        if form == "email":
            values = {"name": form}
        else:
            values["address"] = self.web.address if self.web else "https://robot.example/x?key=abcd"
        wanted = WantedChannel(**(values | changes))
        return actions.add_channel(actor=self.actor("admin"), form=form, wanted=wanted, now=NOW)

    def reached(self, name, email="", **values) -> Reach:
        values = {"email": email or f"{name}@mail.example", "version": 1} | values
        return Reach.objects.create(user=self.users[name], **values)

    def give(self, *receivers, now=AT_WORK, kind=ALARM, subject_id=7, **data):
        notices.notify(
            actor=SYSTEM,
            receivers=[self.users[name].pk for name in receivers or ("supervisor",)],
            news=notices.News(
                kind=kind,
                subject_type="workorders.order",
                subject_id=subject_id,
                centre_id=self.centre.pk,
                data={"number": "20261120-00001"} | data,
            ),
            now=now,
        )
        return list(Delivery.objects.order_by("pk"))

    def send(self, now=AT_WORK):
        """Let the worker come by once; return how many messages it sent."""
        return sending.send_due(clock=lambda: now)
