"""What leaves the site about a visit: calendar files, the list for the gate, attestations, and the evaluation's page."""
