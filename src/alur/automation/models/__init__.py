from alur.automation.models.hand_over import HandOver, HandOverState, Split

__all__ = ["HandOver", "HandOverState", "Split"]
