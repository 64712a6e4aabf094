from django.urls import include, path

from . import views

urlpatterns = [
    path("tai-khoan/", views.my_account, name="my_account"),
    path("tai-khoan/", include("allauth.urls")),
]
