"""Addresses of papers as files, and of the templates behind them."""

from django.urls import path

from bihuan.web.papers import cases, handbook, standby, templates

ONE = "papers/templates/<slug:kind>/<slug:language>"

urlpatterns = [
    path("problems/<str:number>/papers/<slug:kind>/<str:which>.<slug:form>", cases.download, name="paper"),
    path("months/<str:month>/papers/minutes/<str:meeting>.<slug:form>", cases.of_month, name="month_paper"),
    path("papers/blank/<slug:kind>.<slug:form>", cases.blank, name="paper_blank"),
    path("process/handbook.pdf", handbook.handbook, name="handbook"),
    path("process/revisions/<str:version>/paper.<slug:form>", handbook.revision, name="revision_paper"),
    path("papers/standby", standby.standby, name="standby"),
    path("papers/call-tree.<slug:form>", standby.call_tree, name="call_tree"),
    path("papers/templates", templates.templates, name="paper_templates"),
    path(ONE, templates.template, name="paper_template"),
    path(f"{ONE}/add", templates.add, name="paper_template_add"),
    path(f"{ONE}/use", templates.use, name="paper_template_use"),
    path(f"{ONE}/<int:version>.docx", templates.take, name="paper_template_file"),
    path(f"{ONE}/<int:version>-tried.docx", templates.tried, name="paper_template_tried"),
]
