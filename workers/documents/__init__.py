"""Reads candidates' CVs: text out of PDF and DOCX files, and facts out of the text."""
