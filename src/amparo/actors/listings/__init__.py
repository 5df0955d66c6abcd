"""Listings of parties to conflict, year by year, and the action plans that parties signed."""
