from django.urls import path

from alur.web.accounts import company, entering, inviting, me, resetting, starting, switching, team

urlpatterns = [
    path("sign-in/", entering.sign_in_page, name="sign_in"),
    path("sign-out/", entering.sign_out, name="sign_out"),
    path("language/", entering.choose_language, name="language"),
    path("sign-in/reset/", resetting.ask, name="reset"),
    path("sign-in/reset/<str:user>/<str:token>/", resetting.choose, name="reset_choose"),
    path("invitations/<str:link>/", inviting.invitation, name="invitation"),
    path("welcome/<str:raw>/", starting.welcome, name="welcome"),
    path("start/", starting.start, name="start"),
    path("start/demo/", starting.demo, name="start_demo"),
    path("workspaces/", switching.workspaces, name="workspaces"),
    path("workspace/", switching.switch, name="workspace"),
    path("settings/", me.settings, name="settings"),
    path("settings/me/", me.me, name="settings_me"),
    path("settings/me/password/", me.password, name="settings_password"),
    path("settings/team/", team.team, name="settings_team"),
    path("settings/team/invitations/", inviting.invitations, name="settings_invitations"),
    path("settings/team/invitations/<int:invitation_id>/", inviting.one_invitation, name="settings_invitation"),
    path("settings/team/members/<int:member_id>/", team.member, name="settings_member"),
    path("settings/team/teams/", team.teams, name="settings_teams"),
    path("settings/team/teams/<int:team_id>/", team.one_team, name="settings_one_team"),
    path("settings/workspace/", company.workspace, name="settings_workspace"),
    path("more/", switching.more, name="more"),
]
