"""Nothing lost, shown with faults: the real parts under load while they are killed, frozen and cut off."""
