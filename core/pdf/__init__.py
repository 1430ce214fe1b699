"""Paper: documents set in Thai and English, QR codes as vectors."""
