from django.urls import path

from alur.web.deals import (
    adding,
    changing,
    closure,
    gate,
    listing,
    pricing,
    showing,
    stage,
    talking,
    temperature,
    winning,
)

urlpatterns = [
    path("deals/", listing.deals, name="deals"),
    path("deals/new/", adding.new, name="deal_new"),
    path("deals/new/companies/", adding.companies, name="deal_companies"),
    path("deals/<int:deal_id>/", showing.show, name="deal"),
    path("deals/<int:deal_id>/stage/", stage.stage_of, name="deal_stage"),
    path("deals/<int:deal_id>/closure/", closure.closure_of, name="deal_closure"),
    path("deals/<int:deal_id>/temperature/", temperature.temperature_of, name="deal_temperature"),
    path("deals/<int:deal_id>/gate/", gate.gate_of, name="deal_gate"),
    path("deals/<int:deal_id>/fields/", changing.fields, name="deal_fields"),
    path("deals/<int:deal_id>/answers/", changing.answers, name="deal_answers"),
    path("deals/<int:deal_id>/lines/", changing.lines, name="deal_lines"),
    path("deals/<int:deal_id>/prices/", pricing.price, name="deal_price"),
    path("deals/<int:deal_id>/people/", changing.people, name="deal_people"),
    path("deals/<int:deal_id>/evidence/", changing.evidence, name="deal_evidence"),
    path("deals/<int:deal_id>/tracks/", changing.tracks, name="deal_tracks"),
    path("deals/<int:deal_id>/activities/", talking.activities, name="deal_activities"),
    path("deals/<int:deal_id>/activities/<int:activity_id>/done/", talking.activity_done, name="activity_done"),
    path("deals/<int:deal_id>/activities/<int:activity_id>/", talking.activity_moved, name="activity_moved"),
    path("deals/<int:deal_id>/copy/", changing.copy, name="deal_copy"),
    path("deals/<int:deal_id>/won-like/", winning.helper, name="deal_won_like"),
    path("deals/<int:deal_id>/removal/", changing.removal, name="deal_removal"),
]
