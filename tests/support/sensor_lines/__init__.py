"""Lines as devices and daemons write them, and what is meant by each."""
