"""What the two databases share: write transactions, sealed fields, the doorbell."""
