"""Every address of the desk; no address ends in a slash."""

from django.urls import include, path

from bihuan.web import account, home, inbox, listing, live, savedviews, signin, tokens

handler400 = "bihuan.web.errors.bad_request"
handler403 = "bihuan.web.errors.forbidden"
handler404 = "bihuan.web.errors.not_found"
handler500 = "bihuan.web.errors.server_error"

urlpatterns = [
    path("", home.home, name="home"),
    path("live/home", live.home, name="live_home"),
    path("live/strip", live.strip, name="live_strip"),
    path("sign-in", signin.sign_in, name="sign_in"),
    path("sign-in/cast", signin.cast, name="cast"),
    path("sign-out", signin.sign_out, name="sign_out"),
    path("language", account.language, name="language"),
    path("theme", account.theme, name="theme"),
    path("me", account.profile, name="profile"),
    path("me/password", account.password, name="password"),
    path("me/tokens", tokens.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke", tokens.revoke, name="token_revoke"),
    path("inbox", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.read_all, name="inbox_read"),
    path("inbox/<int:pk>", inbox.open_notice, name="inbox_open"),
    path("problems", listing.problems, name="problems"),
    path("problems.csv", listing.export, name="problems_csv"),
    path("problems/filter", listing.filter_form, name="problems_filter"),
    path("problems/columns", listing.columns, name="columns"),
    path("problems/views", savedviews.save, name="view_save"),
    path("problems/views/<int:pk>/delete", savedviews.delete, name="view_delete"),
    path("", include("bihuan.web.duty.urls")),
    path("", include("bihuan.web.case.urls")),
    path("", include("bihuan.web.office.urls")),
    path("", include("bihuan.web.alarms.urls")),
    path("", include("bihuan.web.notices.urls")),
    path("", include("bihuan.web.papers.urls")),
    path("", include("bihuan.web.outside.urls")),
    path("", include("bihuan.web.archive.urls")),
    path("", include("bihuan.web.meetings.urls")),
    path("", include("bihuan.web.known.urls")),
]
