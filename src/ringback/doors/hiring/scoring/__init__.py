"""Scorecards of interviews: the same questions for everybody, marks with evidence, and the bank questions come from."""
