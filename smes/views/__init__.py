"""The SME's registration on a phone, and the officers' desk."""
