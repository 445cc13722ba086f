"""Carries out the checks of one region: takes what is due, probes, and publishes what was seen.

Needs the bus and the network, and nothing else: a remote region holds no database password.
"""
