from alur.exchange.models.data_import import DataImport, Duplicates, FailedRow, ImportedRecord, ImportState
from alur.exchange.models.vault_job import VaultJob, VaultKind, VaultState

__all__ = [
    "DataImport",
    "Duplicates",
    "FailedRow",
    "ImportState",
    "ImportedRecord",
    "VaultJob",
    "VaultKind",
    "VaultState",
]
