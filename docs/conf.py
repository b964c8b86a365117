"""Settings of the documents: Sphinx with MyST, offline, every warning an error."""

from importlib.metadata import version as _version

project = "grandbargain"
author = "The grandbargain founders"
version = release = _version("grandbargain")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
smartquotes = False  # texts show what to type

autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
# Names of other libraries would need their inventories, and the build stays offline. The bare names
# are imported for type checkers only, so Sphinx cannot tell where they come from.
nitpick_ignore_regex = [
    ("py:.*", r"(collections\.abc|pathlib|typing|os|grandbargain\.dispute\.expression)\..*"),
    ("py:class", r"(Evidence|Path|Progress|Package|Mapping\[.*|tuple\[.*|str \| .*)"),
]

html_theme = "furo"
html_title = f"grandbargain {release}"
html_show_sourcelink = False
html_copy_source = False
