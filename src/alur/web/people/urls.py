from django.urls import path

from alur.web.people import barring, organizations, persons, research, talking

urlpatterns = [
    path("organizations/", organizations.listed, name="organizations"),
    path("organizations/new/", organizations.new, name="organization_new"),
    path("organizations/regions/", organizations.regions, name="regions"),
    path("organizations/<int:organization_id>/", organizations.show, name="organization"),
    path("organizations/<int:organization_id>/removal/", organizations.removal, name="organization_removal"),
    path("organizations/<int:organization_id>/activities/", talking.with_organization, name="organization_activities"),
    path("organizations/<int:organization_id>/do-not-contact/", barring.of_organization, name="organization_bar"),
    path("organizations/<int:organization_id>/research/<str:what>/", research.added, name="research"),
    path(
        "organizations/<int:organization_id>/research/<str:what>/<int:row_id>/", research.changed, name="research_row"
    ),
    path("persons/", persons.listed, name="persons"),
    path("persons/new/", persons.new, name="person_new"),
    path("persons/<int:person_id>/", persons.show, name="person"),
    path("persons/<int:person_id>/card.vcf", persons.card, name="person_card"),
    path("persons/<int:person_id>/activities/", talking.with_person, name="person_activities"),
    path("persons/<int:person_id>/do-not-contact/", barring.of_person, name="person_bar"),
    path("persons/<int:person_id>/removal/", persons.removal, name="person_removal"),
]
