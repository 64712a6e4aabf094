from __future__ import annotations

from django.urls import path

from .urls_imports import urlpatterns as import_addresses
from .urls_stock import urlpatterns as stock_addresses
from .views import copies, history, marc_editor, record_entry, records, servers

urlpatterns = [
    *import_addresses,
    *stock_addresses,
    path("bieu-ghi/", records.record_list, name="record_list"),
    path("bieu-ghi/them/", record_entry.record_add, name="record_add"),
    path("bieu-ghi/nhap/goi-y/", record_entry.record_suggest, name="record_suggest"),
    path("bieu-ghi/nhap/nhap-do/", record_entry.record_draft, name="record_draft"),
    path("bieu-ghi/nhap/bo-nhap-do/", record_entry.record_draft_drop, name="record_draft_drop"),
    path("bieu-ghi/nhap/tieu-de/", record_entry.heading_hints, name="heading_hints"),
    path("bieu-ghi/marc/them/", marc_editor.marc_add, name="marc_add"),
    path("bieu-ghi/marc/kiem-tra/", marc_editor.marc_check, name="marc_check"),
    path("bieu-ghi/marc/truong/", marc_editor.marc_help, name="marc_help"),
    path("bieu-ghi/<str:public_id>/", records.record_detail, name="record_detail"),
    path("bieu-ghi/<str:public_id>/sua/", record_entry.record_edit, name="record_edit"),
    path("bieu-ghi/<str:public_id>/marc/", marc_editor.record_marc, name="record_marc"),
    path("bieu-ghi/<str:public_id>/lich-su/", history.record_history, name="record_history"),
    path("bieu-ghi/<str:public_id>/lich-su/<int:number>/", history.record_version, name="record_version"),
    path("bieu-ghi/<str:public_id>/lich-su/<int:number>/khoi-phuc/", history.record_restore, name="record_restore"),
    path("bieu-ghi/<str:public_id>/them-ban/", copies.copies_add, name="copies_add"),
    path("ban-sach/<str:public_id>/sua/", copies.copy_edit, name="copy_edit"),
    path("ban-sach/<str:public_id>/loai/", copies.copy_withdraw, name="copy_withdraw"),
    path("ban-sach/<str:public_id>/chuyen/", copies.copy_move, name="copy_move"),
    path("so-dang-ky/them/", copies.register_add, name="register_add"),
    path("oai/", servers.oai, name="oai"),
    path("oai", servers.oai, name="oai_bare"),
    path("sru/", servers.sru, name="sru"),
    path("sru", servers.sru, name="sru_bare"),  # clients drop the slash, and a POST is not redirected
]
