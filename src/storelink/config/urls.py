"""Every address of the product."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("", include("storelink.web.urls")),
]
handler400 = "storelink.web.errors.bad_request"
handler403 = "storelink.web.errors.forbidden"
handler404 = "storelink.web.errors.not_found"
handler500 = "storelink.web.errors.server_error"
