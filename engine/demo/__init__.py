"""The demo county: invented offices, people and a year of cases made by running the real engine."""
