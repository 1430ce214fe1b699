"""Who is an SME that may be helped, and who may have a coupon: the rules, their facts and their words."""
