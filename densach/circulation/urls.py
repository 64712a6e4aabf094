from django.urls import path

from .views import desk, lists, policies

urlpatterns = [
    path("quay/", desk.desk, name="desk"),
    path("quay/noi/", desk.desk_place, name="desk_place"),
    path("quay/quet/", desk.desk_scan, name="desk_scan"),
    path("quay/ban-doc/", desk.desk_reader, name="desk_reader"),
    path("quay/muon/", desk.desk_lend, name="desk_lend"),
    path("quay/tra/", desk.desk_return, name="desk_return"),
    path("quay/tra-roi-muon/", desk.desk_return_and_lend, name="desk_return_and_lend"),
    path("quay/gia-han/", desk.desk_renew, name="desk_renew"),
    path("quay/luot/", desk.desk_visit, name="desk_visit"),
    path("quay/doc-tai-cho/", desk.desk_in_house, name="desk_in_house"),
    path("quay/hoan-tac/", desk.desk_undo, name="desk_undo"),
    path("muon-tra/", lists.loan_list, name="loan_list"),
    path("luot/", lists.visit_list, name="visit_list"),
    path("chinh-sach/", policies.policy_list, name="policy_list"),
    path("chinh-sach/moi/", policies.policy_new, name="policy_new"),
    path("chinh-sach/<int:pk>/", policies.policy_edit, name="policy_edit"),
    path("chinh-sach/<int:pk>/xoa/", policies.policy_remove, name="policy_remove"),
]
