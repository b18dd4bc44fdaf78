"""Which of the problems that were found still matter: what is ignored with a reason, what was known before."""
