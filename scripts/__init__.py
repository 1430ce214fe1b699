"""What makers run by hand or through make."""
