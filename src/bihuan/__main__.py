"""`python -m bihuan` is the `bihuan` command."""

from bihuan.cli.main import main

if __name__ == "__main__":
    main()
