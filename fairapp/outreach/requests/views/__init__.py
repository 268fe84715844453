"""Pages of requests: the class before it is sent, the page that each side follows, the lists."""

from fairapp.outreach.requests.views import drafts, lists, stepping

BLUEPRINTS = (lists.bp, drafts.bp, stepping.bp)
