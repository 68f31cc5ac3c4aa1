from django.urls import path

from alur.web.board import choices, columns, history, home, live, moves, undo

urlpatterns = [
    path("pipelines/", home.first_board, name="board"),
    path("pipelines/<int:pipeline_id>/", columns.board, name="pipeline"),
    path("pipelines/<int:pipeline_id>/stages/<int:stage_id>/", columns.column, name="column"),
    path("pipelines/<int:pipeline_id>/moves/", moves.move_several, name="moves"),
    path("pipelines/<int:pipeline_id>/filters/<slug:name>/", choices.filter_menu, name="filter_menu"),
    path("pipelines/<int:pipeline_id>/history/", history.history, name="pipeline_history"),
    path("position/", live.position, name="position"),
    path("operations/<int:operation_id>/undo/", undo.undo_operation, name="undo"),
]
