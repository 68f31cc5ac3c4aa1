"""The same change of many records: of those picked in a list, or of all that its filter finds."""
