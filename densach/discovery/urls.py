from django.urls import path

from . import views

urlpatterns = [
    path("tim/rss/", views.feed, name="search_feed"),
    path("tim/da-luu/", views.saved_searches, name="saved_searches"),
    path("tim/luu/", views.search_save, name="search_save"),
    path("tim/da-luu/<slug:public_id>/xoa/", views.search_forget, name="saved_search_forget"),
]
