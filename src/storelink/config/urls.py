"""Every address of the product."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import include, path

urlpatterns = [
    # Only these of the sign-in library: what is not offered has no address.
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("", include("storelink.web.urls")),
]
handler400 = "storelink.web.errors.bad_request"
handler403 = "storelink.web.errors.forbidden"
handler404 = "storelink.web.errors.not_found"
handler500 = "storelink.web.errors.server_error"
