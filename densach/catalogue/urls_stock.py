"""Addresses of stocktakes."""

from __future__ import annotations

from django.urls import path

from .views import stocktake

urlpatterns = [
    path("kiem-ke/", stocktake.stocktake_list, name="stocktake_list"),
    path("kiem-ke/mo/", stocktake.stocktake_open, name="stocktake_open"),
    path("kiem-ke/<str:public_id>/", stocktake.stocktake_detail, name="stocktake_detail"),
    path("kiem-ke/<str:public_id>/quet/", stocktake.stocktake_scan, name="stocktake_scan"),
    path("kiem-ke/<str:public_id>/bo-quet/", stocktake.stocktake_unscan, name="stocktake_unscan"),
    path("kiem-ke/<str:public_id>/danh-sach/", stocktake.stocktake_numbers, name="stocktake_numbers"),
    path("kiem-ke/<str:public_id>/chua-thay/", stocktake.stocktake_walk, name="stocktake_walk"),
    path("kiem-ke/<str:public_id>/ket-qua/", stocktake.stocktake_findings, name="stocktake_findings"),
    path("kiem-ke/<str:public_id>/xu-ly/", stocktake.stocktake_settle, name="stocktake_settle"),
    path("kiem-ke/<str:public_id>/hoan-tac/", stocktake.stocktake_unsettle, name="stocktake_unsettle"),
    path("kiem-ke/<str:public_id>/dong/", stocktake.stocktake_close, name="stocktake_close"),
    path("kiem-ke/<str:public_id>/bo/", stocktake.stocktake_drop, name="stocktake_drop"),
    path("kiem-ke/<str:public_id>/bien-ban/", stocktake.stocktake_minutes, name="stocktake_minutes"),
]
