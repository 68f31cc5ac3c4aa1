from alur.fields.models.definition import FieldDefinition, FieldType, Place, RecordKind
from alur.fields.models.link import CustomLink
from alur.fields.models.tag import Tag

__all__ = ["CustomLink", "FieldDefinition", "FieldType", "Place", "RecordKind", "Tag"]
