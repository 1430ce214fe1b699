"""Forty providers in twelve provinces: companies, universities and state laboratories, in every state."""
