"""Unasked prompts and experiments: who is prompted by which rule, who never sees the widget, and what came of it."""
