"""How each language writes dates and times; what is not named here is as Django has it."""
