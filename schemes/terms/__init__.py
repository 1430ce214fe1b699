"""What a version of a scheme's terms limits besides share and cap: of one price, and for one SME."""
