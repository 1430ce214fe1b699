"""In which capacity a person acts, and which rights that gives."""
