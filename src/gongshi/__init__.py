"""公示 gongshi: from a unit's file to the official bulletin."""
