"""The public addresses of the catalog."""

from django.urls import path

from catalog.pages import announcements, estimator, guides, images, restricted, stores

urlpatterns = [
    path("stores/", stores.stores, name="stores"),
    path("stores/<str:host>/", stores.store, name="store"),
    path("guides/", guides.guides, name="guides"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("announcements/", announcements.announcements, name="announcements"),
    path("announcements/<slug:slug>/", announcements.announcement, name="announcement"),
    path("restricted/", restricted.restricted, name="restricted"),
    path("estimate/", estimator.estimator, name="estimate"),
    path("images/<int:pk>/<slug:spec>/<slug:mark>/", images.image_file, name="image"),
]
