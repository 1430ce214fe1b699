"""Where an SME lands: where it stands, what to do now, its money, its open matters."""
