"""The county's science and technology fund: what a year has, what is spoken for, what is paid, what is left."""
