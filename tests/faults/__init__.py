"""Breaking it before others do: hostile input, damage, crashes, clocks that jump."""
