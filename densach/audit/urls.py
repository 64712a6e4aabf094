from django.urls import path

from . import views

urlpatterns = [path("nhat-ky/", views.trail, name="trail")]
