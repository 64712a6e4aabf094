from django.urls import path

from densach.core.doors import requires

from . import places, search, sitemaps, views
from .design import design
from .permissions import VIEW_DESIGN

urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", search.search, name="search"),
    path("tim/goi-y/", search.suggestions, name="search_suggestions"),
    path("dia-diem/", places.facility_list, name="facility_list"),
    path("co-so/<slug:public_id>/", places.facility_detail, name="facility_detail"),
    path("gioi-thieu/", views.about, name="about"),
    path("lam-viec/", views.work, name="work"),
    path("design/", requires(VIEW_DESIGN)(design), name="design"),
    path("healthz", views.health, name="health"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<str:section>.xml", sitemaps.sitemap_section, name="sitemap_section"),
    path("robots.txt", views.robots, name="robots"),
]
