from django.urls import path

from alur.web.today import showing

urlpatterns = [path("", showing.today, name="home"), path("today/team/", showing.team, name="today_team")]
