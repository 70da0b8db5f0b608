"""What is raised when the record is not what it claims to be."""

from webapp.workflow.refusals import Refused


class Fault(Refused):
    """The record is not what it claims to be."""
