"""Orders of a test's own, made over the API for the sake of time."""

from http import HTTPStatus

from tests.acceptance.play import tomorrow_at
from tests.e2e.program import Program

_AREA = "area-1"


def taken_in(url: str, count: int = 1, *, text: str) -> list[str]:
    """Create orders that wait for their dispatch; return their numbers."""
    program = Program(url, "all")
    _, listed = program.call("GET", "/code-lists/device_type")
    wanted = {
        "form_type": "fault_report",
        "customer_no": "111",
        "device_type": listed["items"][0]["code"],
        "request_type": "test",
        "appointment_at": f"{tomorrow_at(9).astimezone():%Y-%m-%dT%H:%M:%S%z}",
        "description": text,
    }
    numbers = []
    for _ in range(count):
        status, made = program.call("POST", "/work-orders", wanted)
        assert status == HTTPStatus.CREATED, made
        numbers.append(made["number"])
    return numbers


def dispatched(url: str, count: int = 1, *, technician: str = "tech-a", text: str) -> list[str]:
    """Create orders and dispatch them to work area one; return their numbers."""
    numbers = taken_in(url, count, text=text)
    inputs = {"work_area": _AREA, "technician": technician, "remark": text}
    _each(url, numbers, "dispatch", inputs)
    return numbers


def accepted(url: str, count: int = 1, *, text: str) -> list[str]:
    """Create orders that work area one has taken on; return their numbers."""
    numbers = dispatched(url, count, text=text)
    _each(url, numbers, "accept", {})
    return numbers


def technician_of(url: str, number: str) -> str:
    """Return the name of the technician who has an order now."""
    _, order = Program(url, "all").call("GET", f"/work-orders/{number}")
    name: str = order["technician"]["label"]
    return name


def _each(url: str, numbers: list[str], action: str, inputs: dict[str, str]) -> None:
    program = Program(url, "all")
    for number in numbers:
        _, order = program.call("GET", f"/work-orders/{number}")
        version = {"If-Match": f'"{order["version"]}"'}
        path = f"/work-orders/{number}/actions/{action}"
        status, answer = program.call("POST", path, inputs, **version)
        assert status == HTTPStatus.OK, answer
