from django.urls import path

from alur.web.today import showing

urlpatterns = [path("", showing.today, name="home")]
