"""Accounts: people who sign in, agencies, roles, dated membership."""
