"""Running procedures without a case: on a clock of their own, under the real rules.

Nothing here reads or writes a case; what a diagram asks the office to do is only noted.
"""
