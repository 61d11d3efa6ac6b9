"""Let `python -m pipeline` do what the command `planungsrahmen` does."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
