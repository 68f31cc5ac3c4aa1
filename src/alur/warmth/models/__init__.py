from alur.warmth.models.override import Override
from alur.warmth.models.weighting import OVERRIDE_DAYS, Weighting

__all__ = ["OVERRIDE_DAYS", "Override", "Weighting"]
