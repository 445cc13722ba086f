"""The monitors API (gotoplanb/monitors-api), base path `/api/v1/monitor`: its clients post states and read them back.

A monitor that is made through it is one of our own, of the kind `manual`. The state of any monitor may be read.
"""
