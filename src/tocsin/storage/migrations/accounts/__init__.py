"""The tables of revision 0003."""
