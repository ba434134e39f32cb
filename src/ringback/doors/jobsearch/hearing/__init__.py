"""What is heard in a text, in six languages: by which day somebody is to answer. No tables."""
