"""What can be asked of vouchers."""

from __future__ import annotations

from django.db.models import Count, Max, QuerySet, Sum

from densach.accounts.models import User
from densach.catalogue.models import Copy, Voucher, VoucherKind
from densach.catalogue.permissions import VIEW_CATALOGUE
from densach.network.access import facilities_with
from densach.network.models import Facility


def vouchers_of(facility: Facility) -> QuerySet[Voucher]:
    """Vouchers of a place with `copies` and `value`, the latest first."""
    return Voucher.objects.filter(facility=facility).order_by("-on", "-number", "-pk")


def with_sums(vouchers: list[Voucher]) -> list[tuple[Voucher, int, int]]:
    """Each voucher with its number of copies and their value (one statement for all of them)."""
    found = (
        Copy.objects.filter(voucher__in=[voucher.pk for voucher in vouchers])
        .order_by()
        .values_list("voucher_id")
        .annotate(n=Count("pk"), value=Sum("price"))
    )
    sums = {voucher: (n, value or 0) for voucher, n, value in found}
    return [(voucher, *sums.get(voucher.pk, (0, 0))) for voucher in vouchers]


def voucher_by_public_id(actor: User, public_id: str, right: str = VIEW_CATALOGUE) -> Voucher | None:
    """None where there is no such voucher, or the actor does not hold the right at its place."""
    places = facilities_with(actor, right).order_by()
    vouchers = Voucher.objects.select_related("facility", "entered_by")
    return vouchers.filter(public_id=public_id, facility__in=places).first()


def copies_on(voucher: Voucher) -> QuerySet[Copy]:
    return (
        Copy.objects.filter(voucher=voucher)
        .select_related("record", "register")
        .order_by("register__prefix", "number", "pk")
    )


def copies_without_voucher(facility: Facility, year: int | None = None) -> QuerySet[Copy]:
    """Copies entered at the place that no voucher answers for; those handed over from another place need none."""
    found = Copy.objects.filter(facility=facility, voucher__isnull=True, moved_from__isnull=True)
    return found.filter(acquired_on__year=year) if year else found


def next_number(facility: Facility) -> int:
    """The number of the next intake: one more than the highest, whatever the year."""
    highest = Voucher.objects.filter(facility=facility, kind=VoucherKind.INTAKE).aggregate(n=Max("number"))["n"]
    return (highest or 0) + 1
