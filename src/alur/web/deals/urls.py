from django.urls import path

from alur.web.deals import adding, closure, gate, stage

urlpatterns = [
    path("deals/new/", adding.new, name="deal_new"),
    path("deals/new/companies/", adding.companies, name="deal_companies"),
    path("deals/<int:deal_id>/stage/", stage.stage_of, name="deal_stage"),
    path("deals/<int:deal_id>/closure/", closure.closure_of, name="deal_closure"),
    path("deals/<int:deal_id>/gate/", gate.gate_of, name="deal_gate"),
]
