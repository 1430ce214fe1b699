"""What the public pages have done beforehand."""
