from __future__ import annotations

from django.urls import path

from .views import copies, records

urlpatterns = [
    path("bieu-ghi/", records.record_list, name="record_list"),
    path("bieu-ghi/them/", records.record_add, name="record_add"),
    path("bieu-ghi/<str:public_id>/", records.record_detail, name="record_detail"),
    path("bieu-ghi/<str:public_id>/sua/", records.record_edit, name="record_edit"),
    path("bieu-ghi/<str:public_id>/them-ban/", copies.copies_add, name="copies_add"),
    path("ban-sach/<str:public_id>/sua/", copies.copy_edit, name="copy_edit"),
    path("ban-sach/<str:public_id>/loai/", copies.copy_withdraw, name="copy_withdraw"),
    path("ban-sach/<str:public_id>/chuyen/", copies.copy_move, name="copy_move"),
    path("so-dang-ky/them/", copies.register_add, name="register_add"),
]
