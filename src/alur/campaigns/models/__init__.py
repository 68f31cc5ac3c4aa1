from alur.campaigns.models.campaign import Campaign
from alur.campaigns.models.source import Source

__all__ = ["Campaign", "Source"]
