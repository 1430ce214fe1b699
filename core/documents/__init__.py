"""Files by content: stored under their digest, inspected in a sandbox."""
