"""Addresses of one case: its page, its steps, its documents and papers."""

from django.urls import path

from bihuan.web.case import page, papers, report, steps, uploads

urlpatterns = [
    path("report", report.report, name="report"),
    path("report/phone", report.by_phone, name="report_by_phone"),
    path("report/level", report.level, name="report_level"),
    path("report/similar", report.similar, name="report_similar"),
    path("problems/<str:number>", page.case, name="case"),
    path("problems/<str:number>/steps/<str:step>", steps.take, name="step"),
    path("problems/<str:number>/documents/<str:document>", uploads.document, name="document"),
    path("problems/<str:number>/print/report", papers.report, name="print_report"),
    path("problems/<str:number>/print/order/<str:order>", papers.order, name="print_order"),
    path("print/blank/report", papers.blank_report, name="print_blank_report"),
    path("print/blank/order", papers.blank_order, name="print_blank_order"),
]
