"""Employers: the pipeline of candidacies, and the book of contacts."""
