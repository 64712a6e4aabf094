from __future__ import annotations

from django.urls import path

from .urls_editing import urlpatterns as editing_addresses
from .urls_exchange import urlpatterns as exchange_addresses
from .urls_imports import urlpatterns as import_addresses
from .urls_registers import urlpatterns as register_addresses
from .urls_stock import urlpatterns as stock_addresses
from .views import copies, records

urlpatterns = [
    *exchange_addresses,
    *editing_addresses,
    *import_addresses,
    *stock_addresses,
    *register_addresses,
    path("bieu-ghi/", records.record_list, name="record_list"),
    path("bieu-ghi/<str:public_id>/", records.record_detail, name="record_detail"),
    path("bieu-ghi/<str:public_id>/them-ban/", copies.copies_add, name="copies_add"),
    path("ban-sach/<str:public_id>/sua/", copies.copy_edit, name="copy_edit"),
    path("ban-sach/<str:public_id>/loai/", copies.copy_withdraw, name="copy_withdraw"),
    path("ban-sach/<str:public_id>/chuyen/", copies.copy_move, name="copy_move"),
    path("so-dang-ky/them/", copies.register_add, name="register_add"),
]
