"""What may be dialled through an organisation's trunks in a day, before all dialling stops until the next."""
