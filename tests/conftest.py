from tests import databases

# Test modules of the ledger import its tables, so Django must be there before them.
databases.configure()
