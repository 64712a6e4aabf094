from __future__ import annotations

from django.urls import path

from . import views, views_cards

urlpatterns = [
    path("ban-doc/", views.patron_list, name="patron_list"),
    path("ban-doc/them/", views.patron_add, name="patron_add"),
    path("ban-doc/the/in/", views_cards.cards_print, name="cards_print"),
    path("ban-doc/<str:public_id>/", views.patron_detail, name="patron_detail"),
    path("ban-doc/<str:public_id>/sua/", views.patron_edit, name="patron_edit"),
    path("ban-doc/<str:public_id>/the/", views.patron_card, name="patron_card"),
    path("ban-doc/<str:public_id>/gia-han/", views.patron_renew, name="patron_renew"),
    path("ban-doc/<str:public_id>/khoa/", views.patron_block, name="patron_block"),
    path("ban-doc/<str:public_id>/mo-khoa/", views.patron_unblock, name="patron_unblock"),
    path("ban-doc/<str:public_id>/du-lieu/", views.patron_export, name="patron_export"),
]
