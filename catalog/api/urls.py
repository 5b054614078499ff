from django.urls import path

from catalog.api.announcements import AnnouncementList
from catalog.api.estimate import EstimateView
from catalog.api.guides import GuideDetail, GuideList
from catalog.api.screening_rules import ScreeningRuleList
from catalog.api.stores import StoreList

urlpatterns = [
    path("estimate/", EstimateView.as_view(), name="api-estimate"),
    path("stores/", StoreList.as_view(), name="api-stores"),
    path("screening-rules/", ScreeningRuleList.as_view(), name="api-screening-rules"),
    path("guides/", GuideList.as_view(), name="api-guides"),
    path("guides/<slug:slug>/", GuideDetail.as_view(), name="api-guide"),
    path("announcements/", AnnouncementList.as_view(), name="api-announcements"),
]
