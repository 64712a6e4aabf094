"""Settings, addresses and the `densach` command: what ties the modules into one product."""
