"""The tables of revision 0002."""
