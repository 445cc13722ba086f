"""Laws are tried on many examples; how long one takes says nothing on a machine that others share."""

from hypothesis import HealthCheck, settings

settings.register_profile("core", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("core")
