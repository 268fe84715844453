"""Pages of accounts; `create_app` registers their blueprints."""

from fairapp.accounts.views import demo, personal_data, profile, security, sign_in

BLUEPRINTS = (sign_in.bp, profile.bp, security.bp, personal_data.bp, demo.bp)
