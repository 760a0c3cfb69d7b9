"""``python -m zuoxi.config.cli``: how the supervisor starts its children."""

from zuoxi.config.cli import main

if __name__ == "__main__":
    main()
