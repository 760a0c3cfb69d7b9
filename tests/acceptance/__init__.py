"""The acceptance robot: the printed test cases of requirements W.8, played in a real browser."""
