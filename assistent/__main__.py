"""``python -m assistent`` er det samme som ``assistent``."""

from assistent.cli import main

main()
