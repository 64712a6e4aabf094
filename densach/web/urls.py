from django.urls import path

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    path("lam-viec/", views.work, name="work"),
    path("healthz", views.health, name="health"),
]
