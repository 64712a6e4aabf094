"""Addresses of servers, downloads and looking records up."""

from __future__ import annotations

from django.urls import path

from .views import exports, lookup, servers

urlpatterns = [
    path("du-lieu-mo/", exports.open_data, name="open_data"),
    path("du-lieu-mo/<str:name>", exports.open_data_file, name="open_data_file"),
    path("bieu-ghi/tai-ve/", exports.catalogue_export, name="catalogue_export"),
    path("bieu-ghi/tai-ve/<str:job>/", exports.export_job, name="export_job"),
    path("bieu-ghi/tai-ve/<str:job>/tep/", exports.export_file, name="export_file"),
    path("bieu-ghi/<str:public_id>/tai-ve/<str:key>/", exports.record_export, name="record_export"),
    path("tim/tai-ve/<str:key>/", exports.search_export, name="search_export"),
    path("tra-cuu-ngoai/", lookup.lookup, name="lookup"),
    path("tra-cuu-ngoai/lay/", lookup.lookup_take, name="lookup_take"),
    path("tra-cuu-ngoai/thu-vien/", lookup.lookup_servers, name="lookup_servers"),
    path("tra-cuu-ngoai/thu-vien/them/", lookup.lookup_server_add, name="lookup_server_add"),
    path("tra-cuu-ngoai/thu-vien/<int:pk>/sua/", lookup.lookup_server_edit, name="lookup_server_edit"),
    path("tra-cuu-ngoai/thu-vien/<int:pk>/xoa/", lookup.lookup_server_remove, name="lookup_server_remove"),
    path("tra-cuu-ngoai/thu-vien/<int:pk>/thu/", lookup.lookup_server_test, name="lookup_server_test"),
    path("oai/", servers.oai, name="oai"),
    path("sru/", servers.sru, name="sru"),
    # clients drop the slash, and a POST is not redirected
    path("oai", servers.oai, name="oai_bare"),
    path("sru", servers.sru, name="sru_bare"),
]
