"""Development proposals: what is to be done, by whom and at what price, approved before the work begins."""
