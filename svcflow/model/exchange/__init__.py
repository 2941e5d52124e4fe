"""The model in the words of others: BPMN 2.0 with the simulation parameters of Prosimos, out and in."""

from svcflow.model.exchange.export import Exported, export_prosimos, write_exported
from svcflow.model.exchange.importing import Imported, import_prosimos

__all__ = ["Exported", "Imported", "export_prosimos", "import_prosimos", "write_exported"]
