"""OSMEP's people: units, roles given by two, and the public holidays."""
