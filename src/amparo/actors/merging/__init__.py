"""Two records of one actor: found by their spellings, told apart or merged by a person, and parted again."""
