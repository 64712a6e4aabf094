"""One account per role to try; the same password for all, printed when served and never on a real installation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from densach.accounts.models import User
from densach.network.models import Assignment
from densach.network.roles import Role

from .world import World

PASSWORD = "den-sach-2026"  # noqa: S105  # of sample accounts only


@dataclass(frozen=True)
class Sample:
    username: str
    full_name: str
    role: Role
    unit: str
    facility: str = ""


ACCOUNTS = (
    Sample("quantri", "Quản trị (mẫu)", Role.ADMINISTRATOR, "tinh-thai-nguyen"),
    Sample("lanhdao", "Lãnh đạo (mẫu)", Role.LEADER, "tinh-thai-nguyen"),
    Sample("chuongtrinh", "Văn phòng chương trình (mẫu)", Role.PROGRAMME_OFFICE, "tinh-thai-nguyen"),
    Sample("ducxuan", "Cán bộ phường Đức Xuân (mẫu)", Role.UNIT_OFFICER, "duc-xuan"),
    Sample("backan", "Cán bộ phường Bắc Kạn (mẫu)", Role.UNIT_OFFICER, "phuong-bac-kan"),
    Sample("phongquang", "Cán bộ xã Phong Quang (mẫu)", Role.UNIT_OFFICER, "phong-quang"),
    Sample("thuthu", "Thủ thư Đức Xuân (mẫu)", Role.LIBRARIAN, "duc-xuan", "tv-duc-xuan"),
    Sample("thuthu2", "Thủ thư Sông Cầu (mẫu)", Role.LIBRARIAN, "phuong-bac-kan", "tv-song-cau"),
    Sample("truonghoc", "Thủ thư trường THCS (mẫu)", Role.LIBRARIAN, "duc-xuan", "tvth-thcs-duc-xuan"),
    Sample("nhavanhoa", "Nhà văn hóa Đức Xuân (mẫu)", Role.ACTIVITY_ORGANISER, "duc-xuan", "vh-duc-xuan"),
)


def load_accounts(world: World) -> list[tuple[Sample, User]]:
    """Create the accounts with their assignments."""
    password = make_password(PASSWORD)
    users = [
        User(username=sample.username, full_name=sample.full_name, password=password, is_sample=True,
             public_id=world.public_id())
        for sample in ACCOUNTS
    ]  # fmt: skip
    User.objects.bulk_create(users)
    Assignment.objects.bulk_create(
        Assignment(
            user=user, role=sample.role, unit=world.locality.units[sample.unit], facility=world.facilities[sample.facility] if sample.facility else None,
            starts_on=dt.date(2025, 7, 1),
        )
        for sample, user in zip(ACCOUNTS, users, strict=True)
    )  # fmt: skip
    return list(zip(ACCOUNTS, users, strict=True))


def account_note(world: World) -> str:
    """The list that `densach serve` prints."""
    lines = [f"Tài khoản dùng thử / accounts to try (mật khẩu / password: {PASSWORD})"]
    for sample in ACCOUNTS:
        where = world.facilities[sample.facility].name if sample.facility else world.locality.units[sample.unit].name
        lines.append(f"  {sample.username:<12} {sample.role.label} · {where}")
    return "\n".join(lines) + "\n"
