"""Addresses of the archive."""

from django.urls import path

from bihuan.web.archive import file, lists

urlpatterns = [
    path("archive", lists.archive, name="archive"),
    path("archive/appraisal", lists.appraisal, name="archive_appraisal"),
    path("archive/fixity", lists.fixity, name="archive_fixity"),
    path("archive/files/<str:number>", file.file, name="archive_file"),
    path("archive/files/<str:number>/package.tar", file.download, name="archive_package"),
    path("archive/files/<str:number>/check", file.read_now, name="archive_check"),
    path("archive/files/<str:number>/build", file.build_now, name="archive_build"),
    path("archive/certificates/<str:number>.pdf", file.certificate, name="archive_certificate"),
]
