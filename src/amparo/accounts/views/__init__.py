"""Pages of the accounts room. The pages of signing in are django-allauth's, in our templates."""
