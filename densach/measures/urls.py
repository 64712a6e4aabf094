from django.urls import path

from . import views

urlpatterns = [
    path("so-lieu/", views.figures, name="figures"),
    path("so-lieu/khai-bao/", views.declarations, name="declarations"),
    path("so-lieu/khai-bao/<str:public_id>/<str:month>/", views.declare, name="declare_month"),
    path("so-lieu/dinh-nghia/", views.definitions, name="measure_definitions"),
    path("so-lieu/doi-chieu/", views.checks, name="figure_checks"),
    path("so-lieu/<slug:code>/", views.measure, name="measure_detail"),
]
