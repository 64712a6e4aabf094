"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from .views import imports

urlpatterns = [
    path("nhap-du-lieu/", imports.import_list, name="import_list"),
    path("nhap-du-lieu/<str:public_id>/", imports.import_detail, name="import_detail"),
    path("nhap-du-lieu/<str:public_id>/xem-truoc/", imports.import_preview, name="import_preview"),
    path("nhap-du-lieu/<str:public_id>/trang-tinh/", imports.import_sheet, name="import_sheet"),
    path("nhap-du-lieu/<str:public_id>/tien-do/", imports.import_progress, name="import_progress"),
    path("nhap-du-lieu/<str:public_id>/nhap/", imports.import_start, name="import_start"),
    path("nhap-du-lieu/<str:public_id>/hoan-tac/", imports.import_undo, name="import_undo"),
    path("nhap-du-lieu/<str:public_id>/bo/", imports.import_discard, name="import_discard"),
    path("nhap-du-lieu/<str:public_id>/dong-bi-tu-choi/<str:kind>/", imports.import_refused, name="import_refused"),
]
