"""What people type into the pages of this room, read into the content that services take."""
