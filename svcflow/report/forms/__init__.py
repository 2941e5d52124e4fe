"""The forms in which the report is taken away: the page, PDF, figures, tables, summaries.

Each form is a file with one verb, from facts to text or bytes, in the current language; `write_forms` puts all of them into a folder.
"""

from svcflow.report.forms.folder import Written, write_forms
from svcflow.report.forms.gallery import Figure, figures
from svcflow.report.forms.pdf import check_pdf
from svcflow.report.forms.sheet import Sheet
from svcflow.report.forms.summary_json import summary_document
from svcflow.report.forms.tables import sheets

__all__ = ["Figure", "Sheet", "Written", "check_pdf", "figures", "sheets", "summary_document", "write_forms"]
