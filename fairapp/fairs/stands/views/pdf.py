"""The pro-forma as an answer; the host and the organiser read the same."""

from flask import Response, g, make_response

from fairapp.fairs.models import Fair
from fairapp.fairs.stands.documents import render_proforma
from fairapp.fairs.stands.models import StandBooking


def proforma_answer(fair: Fair, booking: StandBooking) -> Response:
    response = make_response(render_proforma(g.session, fair, booking))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f"inline; filename=pro-forma-{fair.slug}-{booking.id}.pdf"
    return response
