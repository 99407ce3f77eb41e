"""Thin translators between people and the house: screens and the command line. They decide nothing."""
