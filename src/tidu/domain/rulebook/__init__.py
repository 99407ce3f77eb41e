"""Published rules over the register's records: which version applies, and what it says of a firm or of all."""
