"""Outlines of areas from GeoJSON: read with distrust, joined on P-codes, simplified, and saved whole or not at all."""
