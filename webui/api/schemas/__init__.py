"""The shapes of everything that goes in and out under /api/v1.

Shape only: kinds, lengths, bounds. What comes in leaves here as a value of the engine; what goes
out is a frozen value of ``engine.queries``. Days are ISO, instants UTC with ``Z``, money 分.
"""
