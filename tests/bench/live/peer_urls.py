import django_eventstream.urls
from django.urls import include, path

urlpatterns = [path("events/", include(django_eventstream.urls))]
