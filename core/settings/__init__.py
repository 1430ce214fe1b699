"""What an installation is set to: secrets in generations, its address, what production refuses."""
