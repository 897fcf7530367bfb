"""How long tests wait for what must come; no test tells by it how soon it should."""

#: Seconds. Rented cores may stand still for a minute, and other tests run beside.
LONG = 300
