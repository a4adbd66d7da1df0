"""Generator of the Jiyuan example: hand-chosen numbers (numbers.py) and the rules that turn them into input files."""
