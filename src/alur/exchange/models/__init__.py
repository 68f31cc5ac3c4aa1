from alur.exchange.models.data_import import DataImport, Duplicates, FailedRow, ImportedRecord, ImportState

__all__ = ["DataImport", "Duplicates", "FailedRow", "ImportState", "ImportedRecord"]
