"""``searchhero run``: everything on one machine, from the wheels alone, and kept alive."""
