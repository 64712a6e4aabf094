from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("bao-cao/", views.report_list, name="report_list"),
    path("bao-cao/ky/", views.cycle_list, name="cycle_list"),
    path("bao-cao/ky/mo/", views.cycle_open, name="cycle_open"),
    path("bao-cao/ky/<str:public_id>/", views.cycle_detail, name="cycle_detail"),
    path("bao-cao/ky/<str:public_id>/lay-so-lieu/", views.cycle_draw, name="cycle_draw"),
    path("bao-cao/ky/<str:public_id>/nhac/", views.cycle_remind, name="cycle_remind"),
    path("bao-cao/ky/<str:public_id>/tong-hop/", views.cycle_consolidate, name="cycle_consolidate"),
    path("bao-cao/ky/<str:public_id>/rut-tong-hop/", views.cycle_withdraw, name="cycle_withdraw"),
    path("bao-cao/ky/<str:public_id>/dong/", views.cycle_close, name="cycle_close"),
    path("bao-cao/ky/<str:public_id>/mo-lai/", views.cycle_reopen, name="cycle_reopen"),
    path("bao-cao/mau/", views.word_template, name="word_template"),
    path("bao-cao/mau/tai-ve/", views.template_file, name="template_default"),
    path("bao-cao/mau/<str:public_id>/tai-ve/", views.template_file, name="template_file"),
    path("bao-cao/mau/<str:public_id>/bo/", views.template_restore, name="template_restore"),
    path("bao-cao/<str:public_id>/", views.report_detail, name="report_detail"),
    path("bao-cao/<str:public_id>/tai-ve/", views.report_document, name="report_document"),
    path("bao-cao/<str:public_id>/lay-so-lieu/", views.report_draw, name="report_draw"),
    path("bao-cao/<str:public_id>/so-lieu/<str:key>/", views.report_cell, name="report_cell"),
    path("bao-cao/<str:public_id>/loi-van/<str:section>/", views.report_words, name="report_words"),
    path("bao-cao/<str:public_id>/nop/", views.report_submit, name="report_submit"),
    path("bao-cao/<str:public_id>/tra-lai/", views.report_return, name="report_return"),
    path("bao-cao/<str:public_id>/duyet/", views.report_accept, name="report_accept"),
]
