"""`python -m svcflow` is the command `svcflow`."""

from svcflow.cli import main

if __name__ == "__main__":
    main()
