"""Units' own registers (台账): read, matched with the ledger, confirmed, listed."""
