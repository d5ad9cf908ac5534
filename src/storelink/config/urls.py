"""Every address of the product."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

_KEYS = "accounts/passkeys/"
_CODES = "accounts/recovery-codes/"

# Only these of the sign-in library: what is not offered has no address.
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path(
        "accounts/confirm-email/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    re_path(
        r"^accounts/confirm-email/(?P<key>[-:\w]+)/$",
        account.confirm_email,
        name="account_confirm_email",
    ),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    path("accounts/password/set/", account.password_set, name="account_set_password"),
    path(
        "accounts/password/reset/done/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/second-step/", second_step.authenticate, name="mfa_authenticate"),
    path("accounts/second-step/confirm/", second_step.reauthenticate, name="mfa_reauthenticate"),
    path("accounts/app/activate/", totp.activate_totp, name="mfa_activate_totp"),
    path("accounts/app/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path(_CODES, codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(f"{_CODES}generate/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(f"{_CODES}download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path(_KEYS, passkeys.list_webauthn, name="mfa_list_webauthn"),
    path(f"{_KEYS}add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path(f"{_KEYS}login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(f"{_KEYS}confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path(f"{_KEYS}<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path(f"{_KEYS}<int:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("", include("storelink.web.urls")),
]
SINGLE_SIGN_ON: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
    path("accounts/sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/sso/error/", social.login_error, name="socialaccount_login_error"),
    path("accounts/sso/signup/", social.signup, name="socialaccount_signup"),
]
"""Only where an issuer is set."""
if settings.OIDC_URL:
    urlpatterns += SINGLE_SIGN_ON
handler400 = "storelink.web.errors.bad_request"
handler403 = "storelink.web.errors.forbidden"
handler404 = "storelink.web.errors.not_found"
handler500 = "storelink.web.errors.server_error"
