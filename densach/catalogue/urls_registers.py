from __future__ import annotations

from django.urls import path

from .views import labels, registers, vouchers

urlpatterns = [
    path("so-dang-ky/", registers.register_home, name="register_home"),
    path("so-dang-ky/noi/<str:public_id>/", registers.register_place, name="register_place"),
    path("so-dang-ky/noi/<str:public_id>/ca-biet/", registers.register_accession, name="register_accession"),
    path("so-dang-ky/noi/<str:public_id>/tong-quat/", registers.register_general, name="register_general"),
    path("so-dang-ky/noi/<str:public_id>/giao-khoa/", registers.register_textbooks, name="register_textbooks"),
    path("so-dang-ky/noi/<str:public_id>/theo-lop/", registers.register_set, name="register_set"),
    path("so-dang-ky/noi/<str:public_id>/bao-tap-chi/", registers.register_periodicals, name="register_periodicals"),
    path("so-dang-ky/noi/<str:public_id>/soat-so/", registers.register_gaps, name="register_gaps"),
    path("so-dang-ky/noi/<str:public_id>/sach-moi/", registers.register_new_books, name="register_new_books"),
    path("so-dang-ky/noi/<str:public_id>/nhan/", labels.register_labels, name="register_labels"),
    path("so-dang-ky/noi/<str:public_id>/tep/", registers.register_print, name="register_print"),
    path("so-dang-ky/ban-in/<str:public_id>/", registers.print_detail, name="print_detail"),
    path("so-dang-ky/ban-in/<str:public_id>/tai/", registers.print_file, name="print_file"),
    path("chung-tu/noi/<str:public_id>/", vouchers.voucher_list, name="voucher_list"),
    path("chung-tu/noi/<str:public_id>/them/", vouchers.voucher_add, name="voucher_add"),
    path("chung-tu/noi/<str:public_id>/so-du/", vouchers.voucher_opening, name="voucher_opening"),
    path("chung-tu/noi/<str:public_id>/gom/", vouchers.voucher_gather, name="voucher_gather"),
    path("chung-tu/<str:public_id>/", vouchers.voucher_detail, name="voucher_detail"),
    path("chung-tu/<str:public_id>/sua/", vouchers.voucher_edit, name="voucher_edit"),
    path("chung-tu/<str:public_id>/them-ban/<str:record_id>/", vouchers.voucher_copies, name="voucher_copies"),
    path("chung-tu/<str:public_id>/dong/", vouchers.voucher_close, name="voucher_close"),
    path("chung-tu/<str:public_id>/mo-lai/", vouchers.voucher_reopen, name="voucher_reopen"),
    path("chung-tu/<str:public_id>/xoa/", vouchers.voucher_delete, name="voucher_delete"),
]
