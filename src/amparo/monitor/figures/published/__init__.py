"""The register of published figures as people keep it: each revision stays beside the value that stands now."""
