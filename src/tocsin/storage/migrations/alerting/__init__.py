"""The tables of revision 0004."""
