"""What plug-ins share to reach the network: the curl engine, name lookup, TLS facts, failures told in one sentence."""
