"""Django's SQLite, without the cursor that it leaves behind; Django looks for `base`."""
