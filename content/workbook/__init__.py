"""The campaign workbook: read, written and handed out empty."""
