"""The voice role: one process that claims calls, has every dial granted, and writes down what happens."""
