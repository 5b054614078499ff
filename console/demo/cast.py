"""Who appears in the demo: staff by role, customers by language and place. All invented."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from community.staffing import confirm_address

# Known to everybody who reads this file; the demo command refuses to run outside the demo.
PASSWORD = "silkroad"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str
    language: str = "en"
    phone: str = ""
    street: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""

    def address(self) -> dict[str, str]:
        return {
            "recipient": self.name,
            "phone": self.phone,
            "line1": self.street,
            "city": self.city,
            "state": self.state,
            "postal_code": self.postal_code,
        }


STAFF = {
    "owner": Person("owner@bidangil.example", "Soyeon Han", "ko"),
    "buyer": Person("buyer@bidangil.example", "Juno Kim", "ko"),
    "warehouse": Person("warehouse@bidangil.example", "Taeho Lim", "ko"),
    "support": Person("support@bidangil.example", "Grace Oh", "en"),
    "finance": Person("finance@bidangil.example", "Minsu Jang", "ko"),
    "moderator": Person("moderator@bidangil.example", "Yuna Seo", "ko"),
    "editor": Person("editor@bidangil.example", "Paul Rhee", "en"),
}

# Phone numbers from the ranges kept for fiction (555-01xx), with real area codes.
CUSTOMERS = (
    Person("mina@customer.example", "박미나", "ko", "+12135550101", "123 S Vermont Ave Apt 5", "Los Angeles", "CA", "90004"),
    Person("james@customer.example", "James Lee", "en", "+12125550102", "48 W 32nd St Fl 3", "New York", "NY", "10001"),
    Person("sora@customer.example", "김소라", "ko", "+14255550103", "1805 148th Ave SE", "Bellevue", "WA", "98007"),
    Person("emily@customer.example", "Emily Carter", "en", "+15125550104", "2200 S Lamar Blvd", "Austin", "TX", "78704"),
    Person("daniel@customer.example", "Daniel Cho", "en", "+17735550105", "3420 W Bryn Mawr Ave", "Chicago", "IL", "60659"),
    Person("hyejin@customer.example", "이혜진", "ko", "+16785550106", "2550 Pleasant Hill Rd", "Duluth", "GA", "30096"),
    Person("olivia@customer.example", "Olivia Nguyen", "en", "+17145550107", "9012 Garden Grove Blvd", "Garden Grove", "CA", "92844"),
    Person("jiwoo@customer.example", "최지우", "ko", "+17035550108", "4231 Annandale Rd", "Annandale", "VA", "22003"),
    Person("marcus@customer.example", "Marcus Brown", "en", "+16175550109", "77 Harvard Ave", "Boston", "MA", "02134"),
    Person("eunha@customer.example", "정은하", "ko", "+18085550110", "801 Kaheka St", "Honolulu", "HI", "96814"),
)  # fmt: skip


def members(people: dict[str, Person]) -> dict[str, Any]:
    """The staff as members, each in the group of their role: the owner's opens every room."""
    found = {}
    for role, person in people.items():
        member = _member(person, is_staff=True)
        confirm_address(member)
        member.groups.set(Group.objects.filter(name=role))
        found[role] = member
    return found


def customer(person: Person) -> Any:
    member = _member(person, phone=person.phone, notify_sms=True)
    confirm_address(member)
    return member


def _member(person: Person, **fields: Any) -> Any:
    model = get_user_model()
    member, created = model.objects.get_or_create(
        email=person.email, defaults={"name": person.name, "language": person.language, **fields}
    )
    if created:
        member.set_password(PASSWORD)
        member.save()
    return member
