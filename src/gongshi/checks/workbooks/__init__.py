"""What every workbook of ours is made of: text cells, drop-downs, looks, measures."""
