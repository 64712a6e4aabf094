"""Addresses of stocktakes, weeding, periodicals and acts on many copies."""

from __future__ import annotations

from django.urls import path

from .views import batches, findings, serials, stocktake, weeding

urlpatterns = [
    path("kiem-ke/", stocktake.stocktake_list, name="stocktake_list"),
    path("kiem-ke/mo/", stocktake.stocktake_open, name="stocktake_open"),
    path("kiem-ke/<str:public_id>/", stocktake.stocktake_detail, name="stocktake_detail"),
    path("kiem-ke/<str:public_id>/quet/", stocktake.stocktake_scan, name="stocktake_scan"),
    path("kiem-ke/<str:public_id>/bo-quet/", stocktake.stocktake_unscan, name="stocktake_unscan"),
    path("kiem-ke/<str:public_id>/danh-sach/", stocktake.stocktake_numbers, name="stocktake_numbers"),
    path("kiem-ke/<str:public_id>/chua-thay/", stocktake.stocktake_walk, name="stocktake_walk"),
    path("kiem-ke/<str:public_id>/ket-qua/", findings.stocktake_findings, name="stocktake_findings"),
    path("kiem-ke/<str:public_id>/xu-ly/", findings.stocktake_settle, name="stocktake_settle"),
    path("kiem-ke/<str:public_id>/hoan-tac/", findings.stocktake_unsettle, name="stocktake_unsettle"),
    path("kiem-ke/<str:public_id>/dong/", stocktake.stocktake_close, name="stocktake_close"),
    path("kiem-ke/<str:public_id>/bo/", stocktake.stocktake_drop, name="stocktake_drop"),
    path("kiem-ke/<str:public_id>/bien-ban/", stocktake.stocktake_minutes, name="stocktake_minutes"),
    path("thanh-loc/", weeding.weeding_list, name="weeding_list"),
    path("thanh-loc/mo/", weeding.weeding_open, name="weeding_open"),
    path("thanh-loc/<str:public_id>/", weeding.weeding_detail, name="weeding_detail"),
    path("thanh-loc/<str:public_id>/sua/", weeding.weeding_edit, name="weeding_edit"),
    path("thanh-loc/<str:public_id>/tim/", weeding.weeding_candidates, name="weeding_candidates"),
    path("thanh-loc/<str:public_id>/quet/", weeding.weeding_scan, name="weeding_scan"),
    path("thanh-loc/<str:public_id>/ban/", weeding.weeding_line, name="weeding_line"),
    path("thanh-loc/<str:public_id>/hoi-dong/", weeding.weeding_council, name="weeding_council"),
    path("thanh-loc/<str:public_id>/ky/<str:step>/", weeding.weeding_sign, name="weeding_sign"),
    path("thanh-loc/<str:public_id>/lui/<str:step>/", weeding.weeding_back, name="weeding_back"),
    path("thanh-loc/<str:public_id>/van-ban/<str:paper>/", weeding.weeding_paper, name="weeding_paper"),
    path("bao-tap-chi/", serials.subscription_list, name="subscription_list"),
    path("bao-tap-chi/tre/", serials.issues_late, name="issues_late"),
    path("bao-tap-chi/nhan/<str:public_id>/", serials.periodical_subscribe, name="periodical_subscribe"),
    path("bao-tap-chi/<str:public_id>/", serials.subscription_detail, name="subscription_detail"),
    path("bao-tap-chi/<str:public_id>/sua/", serials.subscription_edit, name="subscription_edit"),
    path("bao-tap-chi/<str:public_id>/so-bao/", serials.subscription_issue, name="subscription_issue"),
    path("ban-sach/nhieu-ban/", batches.copies_batch, name="copies_batch"),
    path("ban-sach/nhieu-ban/doi/", batches.copies_change, name="copies_change"),
    path("ban-sach/nhieu-ban/chuyen/", batches.copies_move, name="copies_move"),
    path("ban-sach/nhieu-ban/hoan-tac/", batches.copies_undo, name="copies_undo"),
]
