from django.urls import path

from alur.web.quotes import approving, editing, files, public, ruling, sharing

urlpatterns = [
    path("deals/<int:deal_id>/quotes/", editing.of_deal, name="deal_quotes"),
    path("quotes/<int:quote_id>/", editing.quote, name="quote"),
    path("quotes/<int:quote_id>/sending/", editing.sending, name="quote_sending"),
    path("quotes/<int:quote_id>/approval/", approving.approval, name="quote_approval"),
    path("quotes/<int:quote_id>/deal-lines/", editing.deal_lines, name="quote_deal_lines"),
    path("quotes/<int:quote_id>/answer/", editing.answer, name="quote_answer"),
    path("quotes/<int:quote_id>/versions/", editing.versions, name="quote_versions"),
    path("quotes/<int:quote_id>/link/", sharing.link, name="quote_link"),
    path("quotes/<int:quote_id>/pdf/", files.pdf, name="quote_pdf"),
    path("quotes/<int:quote_id>/file/", files.file, name="quote_file"),
    path("q/<str:token>/file/", public.public_file, name="quote_public_file"),
    path("q/<str:token>/", public.public, name="quote_public"),
    path("quotes/<int:quote_id>/removal/", editing.removal, name="quote_removal"),
    path("settings/quotes/", ruling.rules, name="settings_quotes"),
    path("settings/quotes/logo/", ruling.logo, name="settings_quotes_logo"),
    path("settings/quotes/rates/", ruling.rates, name="settings_quotes_rates"),
    path("settings/quotes/rates/<int:rate_id>/removal/", ruling.rate_removal, name="settings_quotes_rate_removal"),
]
