"""The terms of a scheme in versions, each from a day on."""
