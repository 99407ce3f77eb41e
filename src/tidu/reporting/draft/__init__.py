"""A draft written elsewhere, read number by number against the county's own figures."""
