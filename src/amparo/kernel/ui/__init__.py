"""Parts of pages: what the template tags of `templatetags/ui.py` draw, as plain frozen dataclasses.

Views hand these to templates; the tags draw them; the style page (/styleguide/) shows each of them.
"""
