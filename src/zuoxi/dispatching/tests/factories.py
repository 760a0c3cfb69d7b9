"""Orders done and waiting, as the console's tests need them."""

from datetime import timedelta
from itertools import count

from zuoxi.customers.models import Address, Customer
from zuoxi.workorders.tests.factories import NOW, act, create, inputs_for

_serial = count(1)


def customer(place, *, district="朝阳区"):
    """Return another customer of the centre with an address."""
    serial = next(_serial)
    made = Customer.objects.create(
        customer_no=f"C{serial:05d}", centre=place.centre, name=f"客户{serial}", created_at=NOW
    )
    Address.objects.create(
        customer=made,
        city="北京市",
        district=district,
        text="某街1号",
        is_primary=True,
        position=1,
    )
    return made


def done(place, who, *, area=0, person=0, **changes):
    """Return an order of the customer that a technician of an area has resolved."""
    technician = place.technicians[area * 2 + person].code
    order = create(place, customer_no=who.customer_no, **changes)
    inputs = inputs_for(place, "dispatch", area=area) | {"technician": technician}
    staff = f"area{area + 1}"
    act(place, order, "dispatch", inputs=inputs)
    act(place, order, "accept", by=staff)
    inputs = inputs_for(place, "complete", area=area) | {"handler": technician}
    return act(place, order, "complete", by=staff, inputs=inputs)


def later(minutes):
    """Return a moment after everything that the factories of orders do."""
    return NOW + timedelta(days=30, minutes=minutes)
