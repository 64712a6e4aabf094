from django.urls import include, path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("tai-khoan/", views.my_account, name="my_account"),
    # the library's page of addresses writes when read; an address is given with the account
    path("tai-khoan/email/", RedirectView.as_view(pattern_name="my_account")),
    path("tai-khoan/", include("allauth.urls")),
]
