"""The pages of the room open for those who work here, and for nobody else."""
