from alur.search.models.entry import SearchEntry
from alur.search.models.seen import SeenRecord
from alur.search.models.word import SearchWord

__all__ = ["SearchEntry", "SearchWord", "SeenRecord"]
