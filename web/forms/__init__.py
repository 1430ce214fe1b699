"""Forms: fields that read what people type, one effect for a form sent twice, typed work that is kept."""
