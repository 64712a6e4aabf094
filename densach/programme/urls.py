from django.urls import path

from . import views

urlpatterns = [
    path("tien-do/", views.plan_progress, name="plan_progress"),
    path("tien-do.csv", views.plan_progress_csv, name="plan_progress_csv"),
    path("tien-do.json", views.plan_progress_json, name="plan_progress_json"),
    path("ke-hoach/", views.plan_list, name="plan_list"),
    path("ke-hoach/nhap/", views.plan_upload, name="plan_upload"),
    path("ke-hoach/nhap/<str:public_id>/", views.proposal_detail, name="proposal_detail"),
    path("ke-hoach/nhap/<str:public_id>/luu/", views.proposal_save, name="proposal_save"),
    path("ke-hoach/nhap/<str:public_id>/<slug:section>/", views.proposal_section, name="proposal_section"),
    path("ke-hoach/<str:public_id>/", views.plan_detail, name="plan_detail"),
    path("ke-hoach/<str:public_id>/cac-nam/", views.plan_trend, name="plan_trend"),
    path("ke-hoach/<str:public_id>/nhiem-vu/", views.plan_tasks, name="plan_tasks"),
    path("ke-hoach/<str:public_id>/nguon/", views.plan_sources, name="plan_sources"),
    path("ke-hoach/<str:public_id>/chi-so/<slug:key>/", views.indicator_detail, name="indicator_detail"),
    path("ke-hoach/<str:public_id>/chi-so/<slug:key>/muc-tieu/", views.set_target, name="indicator_target"),
    path("ke-hoach/<str:public_id>/chi-so/<slug:key>/moc/", views.set_baseline, name="indicator_baseline"),
    path("ke-hoach/<str:public_id>/chi-so/<slug:key>/tep/<str:name>", views.overrule_file, name="overrule_file"),
    path(
        "ke-hoach/<str:public_id>/chi-so/<slug:key>/danh-gia/<str:place_id>/",
        views.overrule_verdict,
        name="overrule_verdict",
    ),
    path(
        "ke-hoach/<str:public_id>/chi-so/<slug:key>/danh-gia/<str:place_id>/thu-hoi/",
        views.withdraw_verdict,
        name="withdraw_verdict",
    ),
]
