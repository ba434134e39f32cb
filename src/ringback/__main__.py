"""`python -m ringback` is the `ringback` command."""

from ringback.project.command import main

if __name__ == "__main__":
    main()
