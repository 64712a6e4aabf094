"""Addresses of pages on which records and headings are written, compared and merged."""

from __future__ import annotations

from django.urls import path

from .views import classes, covers, duplicates, headings, history, marc_editor, record_entry

urlpatterns = [
    path("bieu-ghi/trung/", duplicates.duplicate_list, name="duplicate_list"),
    path("bieu-ghi/trung/gop/", duplicates.record_merge, name="record_merge"),
    path("bieu-ghi/them/", record_entry.record_add, name="record_add"),
    path("bieu-ghi/nhap/goi-y/", record_entry.record_suggest, name="record_suggest"),
    path("bieu-ghi/nhap/nhap-do/", record_entry.record_draft, name="record_draft"),
    path("bieu-ghi/nhap/bo-nhap-do/", record_entry.record_draft_drop, name="record_draft_drop"),
    path("bieu-ghi/nhap/tieu-de/", record_entry.heading_hints, name="heading_hints"),
    path("bieu-ghi/marc/them/", marc_editor.marc_add, name="marc_add"),
    path("bieu-ghi/marc/kiem-tra/", marc_editor.marc_check, name="marc_check"),
    path("bieu-ghi/marc/truong/", marc_editor.marc_help, name="marc_help"),
    path("bieu-ghi/<str:public_id>/sua/", record_entry.record_edit, name="record_edit"),
    path("bieu-ghi/<str:public_id>/marc/", marc_editor.record_marc, name="record_marc"),
    path("bieu-ghi/<str:public_id>/lich-su/", history.record_history, name="record_history"),
    path("bieu-ghi/<str:public_id>/lich-su/<int:number>/", history.record_version, name="record_version"),
    path("bieu-ghi/<str:public_id>/lich-su/<int:number>/khoi-phuc/", history.record_restore, name="record_restore"),
    path("bieu-ghi/<str:public_id>/bia.jpg", covers.record_cover, name="record_cover"),
    path("bieu-ghi/<str:public_id>/bia/", covers.record_cover_set, name="record_cover_set"),
    path("bieu-ghi/<str:public_id>/bia/bo/", covers.record_cover_remove, name="record_cover_remove"),
    path("phan-loai/", classes.class_list, name="class_list"),
    path("phan-loai/<str:scheme>/", classes.class_detail, name="class_detail"),
    path("tieu-de/", headings.heading_list, name="heading_list"),
    path("tieu-de/<str:public_id>/", headings.heading_detail, name="heading_detail"),
    path("tieu-de/<str:public_id>/dang-khac/", headings.heading_variant_add, name="heading_variant_add"),
    path("tieu-de/<str:public_id>/ghi-chu/", headings.heading_note, name="heading_note"),
    path("tieu-de/<str:public_id>/tach/", headings.heading_variant_remove, name="heading_variant_remove"),
    path("tieu-de/<str:public_id>/doi-ten/", headings.heading_rename, name="heading_rename"),
    path("tieu-de/<str:public_id>/gop/", headings.heading_merge, name="heading_merge"),
]
