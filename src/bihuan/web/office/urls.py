"""Addresses of the pages around the cases."""

from django.urls import path

from bihuan.web.office import accounts, figures, organisation, people, process, roster, workdays

urlpatterns = [
    path("process", process.process, name="process"),
    path("process/publish", process.publish, name="process_publish"),
    path("process/revisions/<str:version>", process.revision, name="revision"),
    path("figures", figures.figures, name="figures"),
    path("figures/history", figures.history, name="figures_history"),
    path("figures/workdays", workdays.workdays, name="workdays"),
    path("figures/workdays/day", workdays.change_day, name="workdays_day"),
    path("figures/workdays/year", workdays.confirm, name="workdays_confirm"),
    path("people", people.people, name="people"),
    path("people/add", accounts.add, name="person_add"),
    path("people/of/<str:username>", people.person, name="person"),
    path("people/of/<str:username>/edit", accounts.edit, name="person_edit"),
    path("people/of/<str:username>/roles", accounts.roles, name="person_roles"),
    path("people/of/<str:username>/password", accounts.password, name="person_password"),
    path("people/of/<str:username>/close", accounts.close, name="person_close"),
    path("people/of/<str:username>/reopen", accounts.reopen, name="person_reopen"),
    path("organisation", organisation.organisation, name="organisation"),
    path("organisation/rules", organisation.rule_add, name="rule_add"),
    path("organisation/rules/<int:pk>/remove", organisation.rule_remove, name="rule_remove"),
    path("organisation/<str:kind>/add", organisation.edit, name="organisation_add"),
    path("organisation/<str:kind>/<slug:code>", organisation.edit, name="organisation_edit"),
    path("roster", roster.roster, name="roster"),
    path("roster/shifts", roster.shift_add, name="shift_add"),
    path("roster/chain", roster.chain_set, name="chain_set"),
]
