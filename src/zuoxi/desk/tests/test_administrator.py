"""A system administrator sees people, organisation and options, and nothing of the business."""

import pytest

from zuoxi.accounts.choices import Role
from zuoxi.accounts.tests.factories import signed_in
from zuoxi.desk.tests.factories import person
from zuoxi.org.models import Assignment, Unit

pytestmark = pytest.mark.django_db

BUSINESS = (
    "/api/v1/work-orders",
    "/api/v1/work-orders?list=dispatch",
    "/api/v1/customers?q=1",
    "/api/v1/customers?customer_no=111",
)


@pytest.fixture
def admin():
    company = Unit.objects.create(kind="company", code="co", name="Co", path="/1/")
    user = person("boss")
    Assignment.objects.create(user=user, role=Role.ADMINISTRATOR, unit=company)
    return signed_in(user, language="en")


@pytest.mark.parametrize("path", BUSINESS)
def test_the_api_refuses_business_data(admin, path):
    assert admin.get(path).status_code == 403


def test_work_areas_are_empty(admin):
    answer = admin.get("/api/v1/work-areas")

    assert answer.status_code in {200, 403}
    if answer.status_code == 200:
        assert answer.json()["items"] == []


def test_the_rail_leads_to_settings_only(admin):
    page = admin.get("/settings/people").content.decode()
    rail = page.split('id="rail"')[-1].split("</nav>")[0] if 'id="rail"' in page else page

    for path in ("/settings/people", "/settings/organisation", "/settings/options"):
        assert path in rail
    for path in ("/work-orders", "/customers"):
        assert f'href="{path}' not in rail
