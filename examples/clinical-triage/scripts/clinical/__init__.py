"""How the synthetic clinical messages of this repository are made. Everything here is seeded and fictional."""
