from django.urls import path

from .views import facilities, roles, units

urlpatterns = [
    path("don-vi/", units.unit_tree, name="unit_tree"),
    path("don-vi/<str:public_id>/", units.unit_detail, name="unit_detail"),
    path("don-vi/<str:public_id>/them/", units.unit_add, name="unit_add"),
    path("don-vi/<str:public_id>/sua/", units.unit_edit, name="unit_edit"),
    path("don-vi/<str:public_id>/chuyen/", units.unit_move, name="unit_move"),
    path("don-vi/<str:public_id>/them-co-so/", facilities.facility_add, name="facility_add"),
    path("mang-luoi/", facilities.facility_register, name="facility_register"),
    path("mang-luoi/<str:public_id>/", facilities.facility_card, name="facility_card"),
    path("mang-luoi/<str:public_id>/sua/", facilities.facility_edit, name="facility_edit"),
    path("mang-luoi/<str:public_id>/gio/", facilities.facility_hours, name="facility_hours"),
    path("mang-luoi/<str:public_id>/noi/", facilities.facility_place, name="facility_place"),
    path("phan-cong/", roles.role_list, name="role_list"),
    path("phan-cong/them/", roles.role_add, name="role_add"),
    path("phan-cong/<int:pk>/", roles.role_detail, name="role_detail"),
    path("phan-cong/<int:pk>/ket-thuc/", roles.role_end, name="role_end"),
    path("phan-cong/<int:pk>/mat-khau/", roles.role_password, name="role_password"),
]
