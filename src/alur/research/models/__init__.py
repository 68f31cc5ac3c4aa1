from alur.research.models.competitor import Competitor
from alur.research.models.note import ResearchNote
from alur.research.models.potential import Potential

__all__ = ["Competitor", "Potential", "ResearchNote"]
