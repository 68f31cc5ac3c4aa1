from django.urls import path

from alur.web.settings import (
    designer,
    field_order,
    fields,
    following,
    objections,
    pipelines,
    questions,
    reasons,
    steps,
    weights,
)

urlpatterns = [
    path("settings/pipelines/", pipelines.pipelines, name="settings_pipelines"),
    path("settings/pipelines/new/", designer.new_pipeline, name="settings_pipeline_new"),
    path("settings/pipelines/order/", pipelines.order, name="settings_pipelines_order"),
    path("settings/pipelines/<int:pipeline_id>/", designer.pipeline, name="settings_pipeline"),
    path("settings/pipelines/<int:pipeline_id>/change/", following.change_of, name="settings_pipeline_change"),
    path("settings/pipelines/<int:pipeline_id>/removal/", designer.remove_pipeline, name="settings_pipeline_removal"),
    path("settings/pipelines/<int:pipeline_id>/return/", pipelines.restore, name="settings_pipeline_return"),
    path("settings/pipelines/<int:pipeline_id>/questions/", questions.questions, name="settings_questions"),
    path("settings/pipelines/<int:pipeline_id>/steps/", steps.steps, name="settings_steps"),
    path("settings/questions/<int:question_id>/", questions.question, name="settings_question"),
    path("settings/reasons/", reasons.reasons, name="settings_reasons"),
    path("settings/reasons/<int:reason_id>/", reasons.reason, name="settings_reason"),
    path("settings/objections/", objections.objections, name="settings_objections"),
    path("settings/objections/<int:objection_id>/", objections.objection, name="settings_objection"),
    path("settings/objections/answers/<int:answer_id>/", objections.answer, name="settings_objection_answer"),
    path("settings/temperature/", weights.first, name="settings_temperature"),
    path("settings/temperature/<int:pipeline_id>/", weights.weights, name="settings_weights"),
    path("settings/fields/", fields.fields, name="settings_fields"),
    path("settings/fields/order/", field_order.order, name="settings_fields_order"),
    path("settings/fields/<int:field_id>/", fields.one_field, name="settings_field"),
    path("settings/fields/<int:field_id>/type/", fields.retyping, name="settings_field_type"),
    path("settings/fields/<int:field_id>/archive/", fields.archiving, name="settings_field_archive"),
]
