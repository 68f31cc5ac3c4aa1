import gc
import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from alur.project.parent import end_with_parent
from alur.project.warming import warm_up_beside

is_web_worker = multiprocessing.parent_process() is not None  # of `alur serve`
if is_web_worker:
    end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alur.project.settings")
application = get_wsgi_application()

# What a server keeps (models, templates, routes) is a million things the collector would look through again and again.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 20, 20)
if is_web_worker:
    warm_up_beside()
