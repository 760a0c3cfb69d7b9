"""What stops Zuoxi from starting, told to the person who started it."""


class StartError(Exception):
    """Zuoxi cannot start; the message is one or two plain sentences: what is wrong, what to do."""
