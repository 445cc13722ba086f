"""The commands: one module for each word that follows `tocsin`, imported when it is used."""
